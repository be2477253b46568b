"""The embedded model, loaded once for all tests, and texts that try it."""

from functools import cache

from core.embed import Embedder, load_embedder

VARIED = (
    "The nurse said she would call him back on Tuesday, 14 March 2023, at 5:30 p.m.",
    "a",
    ".",
    " ",
    "\n\t  \n",
    "​﻿",  # zero-width space, byte order mark
    "😀👩‍🚀🏳️‍🌈 emoji only 🎉",
    "🎉",
    "Zoë naïvely ate crème brûlée in Malmö; Dvořák, Łódź, İstanbul, ﬁn.",
    "São Paulo — “quotes” … and ‘others’, 50 % off!!!",
    "日本語の文章です。中文也在这里。한국어도 있습니다.",
    "Это предложение на русском языке, для проверки.",
    "هذا نص عربي قصير",
    "e\u0301 combining: cafe\u0301, n\u0303; ligature ﬃ; Ångström (Å, A\u030a)",
    "<html><body>&amp; <b>markup</b> {json: [1, 2.5e-3]}</body></html>",
    "https://example.org/a/very/long/path?with=query&and=more#fragment user@example.org",
    "def f(x):\n    return x ** 2  # code\n",
    "C:\\Windows\\system32 ~/.bashrc $HOME && rm -rf /tmp/x; echo 'done'",
    "ALL CAPITALS AND mIxEd CaSe and  double   spaces\tand tabs\r\nand lines",
    "don't can't it's o'clock rock'n'roll state-of-the-art co-operate",
    "1234567890 3.14159 1,000,000 -273.15 6.022e23 0x1F ½ ² ℃ №",
    "word " * 400,
    "x" * 10_000,
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "[CLS] [SEP] [MASK] [PAD] [UNK] are written out here",
    "\x00\x01 control characters \x7f\x1b[31m inside",
    "Patient reported fever, chills and soreness at injection site the day after the 2nd dose.",
    "lol u r so gonna luv dis!!! #blessed @friend 😂😂",
    "In 2019 the committee, chaired by Dr. A. B. Smith-Jones (Ph.D.), rejected 3 of 17 proposals.",
)


@cache
def embedder() -> Embedder:
    """The embedded model in the number format that this machine chooses."""
    return load_embedder()
