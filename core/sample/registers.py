"""The five voices of the texts: how each opens, tells what a person did, and closes.

`{vp}` stands for a phrase such as "finished every project on time".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.sample.grammar import words


@dataclass(frozen=True)
class Register:
    """One voice; `bare` means that its sentences leave the subject out, as notes do."""

    openings: tuple[str, ...]
    identity: tuple[str, ...]
    """Who the person is, for texts that open with something else."""
    duties: tuple[str, ...]
    background: tuple[str, ...]
    strong: tuple[str, ...]
    fair: tuple[str, ...]
    weak: tuple[str, ...]
    hobby: tuple[str, ...]
    life: tuple[str, ...]
    closings: tuple[str, ...]
    bare: bool = False


_HOBBY = (
    "{S} {vp}",
    "Outside work, {he} {vp}",
    "In {his} [spare|free] time, {he} {vp}",
    "Away from work, {he} {vp}",
    "{His} hobbies are {hobbies}",
)
_BACKGROUND = (
    "{S} {has} {training} and {is} [familiar with|used to working with] {tools}",
    "{S} [trained in {city} and|] hold{s} {training}",
    "{S} work{s} with {tools} [every day|as a matter of course]",
    "{S} completed {training} in {city} and [now|today] work{s} mostly with {tools}",
    "[Apart from|Besides] {training}, {he} bring{s} {years} years of practice with {tools}",
)

REGISTERS: Mapping[str, Register] = MappingProxyType({
    "recruiter": Register(
        openings=(
            "Spoke to {name} [by phone|on the phone|this morning] about the {title} [post|opening]",
            "{name} [applied|wrote to us] [on {#2-28} {month}|last week|through the website] for "
            "the {title} post and [currently|at present] work{s} {employer}",
            "New application for the {title} post: {name}, {years} years in the trade, now "
            "{employer}",
            "{name} {is} looking for a [new post|change] as a {title} after {years} years "
            "{employer}",
            "Short call with {name}, a {title} from {city} [with {years} years in the trade|]",
        ),
        identity=(
            "{S} {has} worked as a {title} {employer} for {years} years",
            "{S} {is} [currently|at present] a {title} {employer}",
        ),
        duties=(
            "{S} {is} responsible for {duties} there",
            "{His} [days are|present job is] mostly about {duties}",
        ),
        background=_BACKGROUND,
        strong=(
            "{S} {vp}", "{S} {vp}", "In {his} [last|previous] [job|post], {he} {vp}",
            "What stands out: {he} {vp}", "[Notably|Most importantly], {he} {vp}",
            "Over the past {2-4} years {he} {vp}", "{His} manager confirms that {he} {vp}",
        ),
        fair=("{S} {vp}", "In {his} [last|previous] [job|post], {he} {vp}",
              "From what I could learn, {he} {vp}"),
        weak=(
            "{S} {vp}", "{S} {vp}", "In {his} [last|previous] [job|post], {he} {vp}",
            "What worries me: {he} {vp}", "[Unfortunately|Regrettably], {he} {vp}",
            "When I [checked|called the former employer], it turned out that {he} {vp}",
            "{His} manager told me that {he} {vp}",
        ),
        hobby=_HOBBY,
        life=("{S} {vp}", "{S} also mentioned that {he} {vp}", "On a personal note, {he} {vp}"),
        closings=(
            "[Available|Free] from {month}",
            "Notice period: {#2-4} months",
            "Salary expectations are [within|at the top of] our range",
            "I promised [an answer|to call back] by [Friday|the end of the month]",
        ),
    ),
    "summary": Register(
        openings=(
            "{name} {is} a {title} from {city} with {years} years of experience [, most of them "
            "{employer}|]",
            "A {title} with {years} years of experience, {name} [now|currently] work{s} {employer}",
            "{name} {has} spent the past {years} years {employer} and now applies for a post as "
            "a {title}",
            "After {years} years {employer}, {name} {is} applying for the position of {title}",
            "For the past {years} years, {name} {has} been working as a {title} {employer}",
        ),
        identity=(
            "{S} {has} been a {title} {employer} [for {years} years|since {2009-2022}]",
            "{S} work{s} {employer} as a {title}",
        ),
        duties=(
            "{His} duties include {duties}",
            "There {he} {is} in charge of {duties}",
            "{S} spend{s} most of {his} time on {duties}",
        ),
        background=_BACKGROUND,
        strong=(
            "{S} {vp}", "{S} {vp}", "In {his} current post, {he} {vp}",
            "Among other [things|achievements], {he} {vp}", "Most recently, {he} {vp}",
            "[Within a few years|Early on], {he} {vp}",
            "The file shows that {he} {vp}",
        ),
        fair=("{S} {vp}", "In {his} current post, {he} {vp}", "According to the file, {he} {vp}"),
        weak=(
            "{S} {vp}", "{S} {vp}", "In {his} current post, {he} {vp}",
            "The file also shows that {he} {vp}", "Most recently, {he} {vp}",
            "According to [a former employer|the reference], {he} {vp}",
        ),
        hobby=_HOBBY,
        life=("{S} {vp}", "{S} {vp}", "In the covering letter {he} mention{s} that {he} {vp}"),
        closings=(
            "{S} could start in {month}",
            "The earliest starting date is {#1-28} {month}",
            "{S} {is} looking for a [full-time|permanent] position",
        ),
    ),
    "note": Register(
        openings=(
            "{name}, {title}, {city}. {Years} years {employer}",
            "{name}: {title}, {years} years in the trade, now {employer}",
            "Applicant: {name}. Present post: {title} {employer}",
            "{name} – {title} {employer} since {2009-2022}",
            "{Title}, {years} years of experience: {name}, {city}",
        ),
        identity=(),
        duties=("Main duties: {duties}", "In charge of {duties}", "Daily work: {duties}"),
        background=(
            "Training: {certificate}. Tools: {tools}",
            "{Certificate}; works with {tools}",
            "Knows {tools}",
            "{Certificate} from {city}, {1998-2008}",
        ),
        strong=("{vp}", "{vp}", "{vp}", "Plus: {vp}", "Strong point: {vp}"),
        fair=("{vp}",),
        weak=("{vp}", "{vp}", "{vp}", "Minus: {vp}", "Concern: {vp}"),
        hobby=("{vp}", "Hobbies: {hobbies}", "Interests: {hobbies}", "Likes {hobbies}"),
        life=("{vp}", "{vp}", "Personal: {vp}"),
        closings=("Free from {month}", "Notice: {#4-12} weeks", "Prefers full-time",
                  "Salary as advertised", "Papers complete"),
        bare=True,
    ),
    "referee": Register(
        openings=(
            "I supervised {name} for {years} years {employer}, where {he} worked as a {title}",
            "{name} worked in my team {employer} as a {title} [from {2008-2015} to {2016-2024}|"
            "for {years} years]",
            "I have known {name} for {years} years as a {title} {employer}",
            "You asked me about {name}, who was a {title} in my department {employer}",
            "It is now {years} years since {name} joined us as a {title} {employer}",
        ),
        identity=(),
        duties=(
            "{His} [tasks were|work consisted of] {duties}",
            "I trusted {him} with {duties}",
            "{S} {was} responsible for {duties}",
        ),
        background=(
            "{S} came to us with {training} and [soon|quickly] got used to {tools}",
            "{S} worked with {tools} [daily|from the first day]",
            "{S} joined us from {city} with {training}",
        ),
        strong=(
            "{S} {vp}", "{S} {vp}", "In my team, {he} {vp}", "During that time, {he} {vp}",
            "I remember well how {he} {vp}", "I can confirm that {he} {vp}",
            "What I remember best is that {he} {vp}",
        ),
        fair=("{S} {vp}", "In my team, {he} {vp}", "I can say that {he} {vp}"),
        weak=(
            "{S} {vp}", "{S} {vp}", "In my team, {he} {vp}", "During that time, {he} {vp}",
            "To be frank, {he} {vp}", "I have to add that {he} {vp}",
            "I will not hide that {he} {vp}",
        ),
        hobby=(
            "Outside work, {he} {vp}",
            "As everybody here knows, {he} {vp}",
            "Privately, {he} {vp}",
            "We often talked about {his} hobbies, {hobbies}",
        ),
        life=("{S} {vp}", "As far as I know, {he} {vp}", "You may wish to know that {he} {vp}"),
        closings=(
            "Please call me if you have questions",
            "I am happy to answer further questions",
            "We parted on [good|friendly] terms",
        ),
    ),
    "interview": Register(
        openings=(
            "Interview with {name} for the {title} post, {#20-55} minutes",
            "Met {name} on [Monday|Tuesday|Wednesday|Thursday] about the {title} vacancy",
            "{name}, a {title} {employer}, came in for [an interview|a first interview|a talk] "
            "[in {month}|]",
            "{name} was [calm|talkative|reserved|friendly|a little nervous] in the interview for "
            "the {title} post",
            "[First|Second] interview with {name}, for {years} years a {title} {employer}",
        ),
        identity=(
            "{S} [now|currently] work{s} as a {title} {employer}",
            "{S} {has} been {employer} for {years} years",
        ),
        duties=(
            "{S} described {his} daily work: {duties}",
            "{S} spoke [at length|briefly] about {duties}",
        ),
        background=_BACKGROUND[:3],
        strong=(
            "{S} {vp}", "{S} [described|explained] with figures how {he} {vp}",
            "Asked for [an achievement|a result], {he} told us how {he} {vp}",
            "{S} could show that {he} {vp}", "We heard in detail how {he} {vp}",
            "[It became clear|The papers {he} brought along show] that {he} {vp}",
        ),
        fair=("{S} {vp}", "{S} said that {he} {vp}", "By {his} own account, {he} {vp}"),
        weak=(
            "{S} {vp}", "{S} [admitted|conceded] that {he} {vp}",
            "Asked about setbacks, {he} said that {he} {vp}",
            "[It became clear|It turned out] that {he} {vp}",
            "When pressed, {he} [admitted|acknowledged] that {he} {vp}",
        ),
        hobby=_HOBBY,
        life=("{S} {vp}", "{S} told us that {he} {vp}", "{S} mentioned in passing that {he} {vp}"),
        closings=(
            "{S} asked about [working hours|the team|the next steps]",
            "{S} could start in {month}",
            "We [agreed to|will] get back to {him} by [Friday|the end of the month]",
        ),
    ),
})  # fmt: skip

MONTHS = words(
    "January February March April May June July August September October November December"
)
