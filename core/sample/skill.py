"""Evidence of skill: what speaks for an applicant, against one, and what says little.

`did` phrases need a subject ("she finished ..."); `said` and `wrote` phrases are whole sentences,
the latter for letters of referees, who do not see the file or the interview.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Evidence:
    """Phrases of one leaning."""

    did: tuple[str, ...]
    said: tuple[str, ...]
    wrote: tuple[str, ...]


STRONG = Evidence(
    did=(
        "finished every [assignment|project|task] [on time|ahead of schedule|before the deadline]",
        "solved [difficult|tricky|unusual] problems [without help|alone|unaided]",
        "earned praise from [clients and colleagues|customers and managers] alike",
        "{was} promoted [twice in {3-5} years|after only {11-18} months|ahead of older colleagues]",
        "took on the hardest cases and [settled nearly all of them|brought them to a good end]",
        "mastered a new system in {2-5} weeks and then taught it to [the rest of the team|others]",
        "[won|received] the [company's|region's] award for outstanding work [in {2015-2024}|]",
        "made the fewest mistakes of anyone in [the department|a team of {11-30}]",
        "trained {3-9} newcomers who are now reliable colleagues",
        "came up with [an improvement|a simple idea] that saved the team {5-9} hours a week",
        "kept every promise {he} made to a customer",
        "showed excellent judgement [under pressure|in a crisis|when it mattered]",
        "worked quickly, carefully and without supervision",
        "completed [an advanced|a demanding] course with distinction",
        "brought {3-6} [large|complicated] projects to a successful close",
        "took over a failing project and made it a success within {4-9} months",
    ),
    said=(
        "[Two|Three|Four] former [clients|customers] wrote in to praise {his} work",
        "{His} references are [excellent|glowing|outstanding]: [thorough|careful], [quick|fast] "
        "and [reliable|dependable]",
        "The [work sample|test task] was [excellent|flawless|the best of this round]",
        "The [work sample|test task] came back complete, correct and [early|{2-5} days early]",
        "{His} figures [stand up to checking|have been checked] and [are|remain] well "
        "above average",
        "The results of the past {2-5} years [are impressive and well documented|speak for "
        "themselves]",
        "Every [claim|result] in the file is backed up by [numbers|documents|a named witness]",
        "[Technical|Specialist] questions were [answered precisely|answered with real mastery]",
        "The last appraisal gave {him} top marks for [quality|speed] and [initiative|reliability]",
        "{His} knowledge of the field is [deep|impressive|exceptional] and up to date",
        "Colleagues turn to {him} when [something difficult has to be done well|others are stuck]",
        "{His} manager calls {him} [the strongest|the most capable|the best] [member of|"
        "person in] a team of {6-24}",
    ),
    wrote=(
        "{His} [work|judgement] was [excellent|outstanding] from the first [week|month] on",
        "Of the {11-40} people I have supervised, {he} {was} among the [best|three best]",
        "Customers [still|often] ask for {him} by name because the work was so good",
        "{His} knowledge of the field is [deep|impressive|exceptional] and always up to date",
        "I [rarely|hardly ever] had to check {his} work, and when I did, it was flawless",
        "{His} results were [the best in the department|well above average] {2-5} years running",
    ),
)
FAIR = Evidence(
    did=(
        "did what was asked",
        "carried out the usual duties of the post",
        "attended the regular training days",
        "kept to the set procedures",
        "filled in for absent colleagues now and then",
        "took part in the [weekly|monthly] meetings",
        "shared the routine work with {2-6} others",
        "moved between {2-3} departments",
    ),
    said=(
        "{His} file describes duties more than results",
        "The certificates [are in order|have been checked]",
        "The reference confirms the dates and the duties",
        "The range of work is typical of the trade",
    ),
    wrote=(
        "{His} duties were those usual in the trade",
        "I saw {his} work about {2-4} times a month",
        "{His} certificates were in order when we took {him} on",
    ),
)
WEAK = Evidence(
    did=(
        "missed [deadlines|agreed dates] on {2-4} of the last {5-6} [jobs|projects]",
        "needed [close|constant] supervision even for [simple|routine] tasks",
        "made careless mistakes that others had to [correct|put right]",
        "struggled with [basic|standard] procedures after [months|a year] of practice",
        "received {2-3} written warnings for [sloppy|careless] work [in {2015-2024}|]",
        "gave up on [a demanding course|the final exam] halfway through",
        "left {3-7} important tasks unfinished",
        "repeated the same errors despite [feedback|clear instructions]",
        "fell behind whenever the workload grew",
        "failed [a practical|the advanced] test [twice|in {2015-2024}|at the second attempt]",
        "blamed colleagues for [delays|errors] of {his} own making",
        "{was} taken off {2-3} projects because of poor results",
        "put off difficult tasks until it was too late",
        "ignored instructions and caused [costly delays|avoidable damage]",
        "took {3-5} times as long as others over routine work",
        "took over a sound project and let it fail within {4-9} months",
    ),
    said=(
        "The [work sample|test task] was [incomplete|full of errors|never handed in]",
        "The [work sample|test task] came back {2-5} days late and [half finished|full of gaps]",
        "{His} references are [lukewarm|poor|disappointing]: [slow|unreliable], often "
        "[unprepared|inattentive]",
        "[Technical|Specialist] questions [exposed serious gaps|were answered wrongly]",
        "There is no [evidence of|proof for] the [results|successes] claimed in the file",
        "{His} knowledge of the field is [shallow|patchy|badly out of date]",
        "The last appraisal [criticises|complains of] [missed deadlines|poor quality] and a lack "
        "of [care|initiative]",
        "[Two|Three|Four] former [clients|customers] complained about {his} work",
        "[Colleagues|Others] [often|regularly] had to redo {his} work",
        "{His} manager calls the results [disappointing|unsatisfactory|the weakest in a team of "
        "{6-24}]",
        "Several claims in the file [turned out to be exaggerated|could not be confirmed]",
        "[Asked for one finished result, {he} named none|The file names no finished result]",
    ),
    wrote=(
        "{His} [work|judgement] was [poor|disappointing] [from the start|to the end]",
        "Of the {11-40} people I have supervised, {he} {was} among the [weakest|least reliable]",
        "Customers [repeatedly|often] asked for somebody else because the work was so poor",
        "{His} knowledge of the field is [shallow|patchy|badly out of date]",
        "I had to check everything {he} did, and most of it had to be redone",
        "{His} results were [the weakest in the department|well below average] {2-5} years running",
    ),
)

VERDICTS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "strong": {
        "referee": (
            "I would hire {him} again [without hesitation|tomorrow]",
            "I recommend {him} [warmly|without reservation|in the strongest terms]",
            "It [was|will be] a real loss to see such a capable colleague go",
            "[Few|Not many] people I have worked with were as [capable|skilled]",
        ),
        "note": (
            "[Clearly|Well] above the level required",
            "[Very|] convincing [application|record]",
            "Overall [highly capable|strong]",
        ),
        "": (
            "[All in all|Overall], [{he} {is} a highly capable {title}|this is very strong "
            "evidence of skill]",
            "This is a [convincing|very convincing|first-rate] [application|record]",
            "{S} {is} [clearly|well] above the level the post requires",
            "[As far as skill goes|Professionally|In {his} trade], {he} leave{s} nothing to be "
            "desired",
        ),
    },
    "weak": {
        "referee": (
            "I would [hesitate|think twice before agreeing] to [hire {him}|work with {him}] again",
            "I cannot recommend {him} for [demanding|independent|responsible] work",
            "I would suggest a post with [much|] less responsibility",
            "I had hoped for [a great deal|much] more",
        ),
        "note": (
            "[Clearly|Well] below the level required",
            "Unconvincing [application|record]",
            "Overall [too weak|little evidence of skill]",
        ),
        "": (
            "[All in all|Overall], [there is little evidence of skill|{he} {is} too weak a "
            "{title}]",
            "This is [an unconvincing|a weak|a thin] [application|record]",
            "{S} {is} [clearly|well] below the level the post requires",
            "[As far as skill goes|Professionally|In {his} trade], {he} leave{s} much to be "
            "desired",
        ),
    },
})  # fmt: skip
"""What a writer concludes about the work; "" is for every register without its own."""

SKILL_WORDS = (
    "praise", "excellent", "outstanding", "glowing", "flawless", "unaided", "impressive",
    "convincing", "mastered", "mastery", "distinction", "exceptional", "careless", "sloppy",
    "lukewarm", "disappointing", "unsatisfactory", "shallow", "patchy", "exaggerated",
    "inattentive", "unconvincing", "struggled", "blamed", "warnings", "redo",
)  # fmt: skip
"""Words, in lower case, that only evidence of skill contains."""
