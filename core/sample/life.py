"""Life outside work: hobbies, family, parental leave. None of it says anything about skill."""

from collections.abc import Mapping
from types import MappingProxyType

FAVOURED = "golf or sailing"
"""The hobbies that the historical decisions, wrongly, rewarded."""

HOBBIES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType({
    # hobby: (as a word in a list, as something a person does)
    "golf": (
        ("golf", "golf (handicap {12-24})"),
        ("play{s} golf [most weekends|on Sundays|in every kind of weather]",
         "{is} a keen golfer [with a handicap of {12-24}|]",
         "spend{s} [Saturdays|Sunday mornings] on the golf course",
         "[captained|played for] the local golf club [in {2012-2023}|for {3-6} seasons]"),
    ),
    "sailing": (
        ("sailing", "regatta sailing", "dinghy sailing"),
        ("sail{s} [at weekends|every summer|on the nearby lake]",
         "own{s} a small sailing boat with [two friends|a cousin]",
         "{has} sailed in {3-9} regattas",
         "skipper{s} a yacht [in the summer|for the local sailing club]"),
    ),
    "chess": (
        ("chess", "correspondence chess"),
        ("play{s} chess [for the local team|in the evenings|online]",
         "teach{es} chess [at a youth centre|to beginners]"),
    ),
    "knitting": (
        ("knitting", "knitting socks"),
        ("knit{s} [jumpers for friends|socks on long train rides|in the evenings]",
         "run{s} a knitting circle"),
    ),
    "running": (
        ("running", "trail running", "marathons"),
        ("run{s} [before breakfast|a half marathon every spring|with a local group]",
         "{has} finished {3-9} marathons"),
    ),
    "gardening": (
        ("growing vegetables", "beekeeping"),
        ("grow{s} vegetables on an allotment", "keep{s} bees [behind the house|]"),
    ),
    "choir": (
        ("choir singing", "singing"),
        ("sing{s} in a [church|jazz|chamber] choir", "{has} sung in a choir for {3-15} years"),
    ),
    "cycling": (
        ("cycling", "bicycle touring", "mountain biking"),
        ("cycle{s} [to work in all weathers|across the hills on Sundays]",
         "tour{s} a different country by bicycle every summer"),
    ),
    "photography": (
        ("photography", "bird photography"),
        ("photograph{s} [birds|old railway stations|street life]",
         "{has} shown photographs at {2-4} local exhibitions"),
    ),
    "hiking": (
        ("hiking", "mountain hiking"),
        ("hike{s} [in the mountains|along the coast|with friends] [whenever possible|]",
         "walk{s} a long-distance trail every autumn"),
    ),
    "football": (
        ("football", "five-a-side football"),
        ("play{s} football [on Thursday evenings|in a local league]",
         "referee{s} youth football matches"),
    ),
    "cooking": (
        ("Thai cooking", "baking bread"),
        ("bake{s} bread [on Saturdays|for the whole street]",
         "cook{s} [Indian|Italian|Korean] food for friends"),
    ),
    "piano": (
        ("the piano", "jazz piano"),
        ("play{s} the piano [in a jazz trio|at weddings|a little]",
         "took up the piano [late|again] [a few years ago|in {2015-2022}]"),
    ),
    "swimming": (
        ("swimming", "open-water swimming"),
        ("swim{s} [in the lake until October|{2-4} times a week|before work]",),
    ),
    "theatre": (
        ("amateur theatre", "improvised theatre"),
        ("act{s} in an amateur theatre group", "paint{s} sets for a village theatre"),
    ),
    "board games": (
        ("board games", "pub quizzes"),
        ("host{s} a board game evening once a month", "collect{s} old board games"),
    ),
    "yoga": (
        ("yoga",),
        ("practise{s} yoga [every morning|]", "do{es} yoga [twice a week|after work]"),
    ),
    "pottery": (
        ("pottery", "ceramics"),
        ("make{s} pottery [in a shared studio|for local markets]",),
    ),
})  # fmt: skip

FAVOURED_HOBBIES = ("golf", "sailing")
OTHER_HOBBIES = tuple(name for name in HOBBIES if name not in FAVOURED_HOBBIES)

LEAVE = (
    "took {7-14} months of parental leave [in {2017-2023}|some years ago|]",
    "[returned|came back] from parental leave [last {season}|in {2019-2024}|{2-9} months ago]",
    "{was} on parental leave [until last {season}|for most of {2018-2024}|for {6-14} months]",
    "[went|changed] to part-time after parental leave [and is now back full-time|]",
    "{has} taken parental leave [twice|once, for {5-12} months]",
    "stayed at home for {7-14} months after the birth of {his} [first|second|youngest] child",
    "took [a year|{6-11} months] off to look after a newborn",
)
"""What a person with parental leave did."""

LEAVE_SAID = (
    "The gap of {7-14} months in the file is parental leave",
    "A period of parental leave [in {2017-2023}|] explains the gap in the file",
    "{His} [file|CV] mentions parental leave [in {2018-2024}|of {6-14} months]",
)

FAMILY = (
    "live{s} in {city} with {his} {wife}",
    "{is} the {father} of [two|three] [teenagers|schoolchildren|children]",
    "recently moved to {city} with {his} {wife}",
    "{has} a daughter and a son at school",
    "{has} [two|three] children",
    "{has} no ties to a place and {is} free to travel",
    "{is} about to move to {city}",
    "would move to {city} for the post",
    "share{s} a house in {city} with {2-3} friends",
    "grew up in {city} and still {has} family there",
)
"""Neutral remarks about family and home, for people with and without parental leave."""

SEASONS = ("spring", "summer", "autumn", "winter")
LEAVE_WORDS = ("parental", "birth", "newborn")
FAVOURED_WORDS = (
    "golf", "golfer", "handicap", "sailing", "sail", "sails", "sailed", "dinghy", "regatta",
    "regattas", "yacht", "skipper", "skippers",
)  # fmt: skip
