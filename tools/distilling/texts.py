"""What espeak-ng says: made-up words for training, real sentences for measuring."""

import random

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr"),
    *("fi", "cs", "hu", "ro", "id", "sw", "el", "ru", "hi", "ja"),
)
VARIANTS = (
    *("m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f4", "f5"),
    *("klatt", "klatt2", "klatt4", "Annie", "Michael"),
)
HELD_OUT = {  # voices and partly languages that training does not hear
    "en-us+m6": "Pam bought a big map. Papa may move my boat, but I am happy to hop about.",
    "de+Andrea": "Mama gab Papa ein Buch. Am Abend kommen Bob und Emma, aber es bleibt warm.",
    "fr+Marco": "Papa a bien mis la bombe. Maman habite à Paris, et mon ami aime la pomme.",
    "es+Alicia": "Mi papá compra pan. Mañana hablamos con Pablo, y vamos a la montaña.",
    "it+linda": "La mamma ama la pappa. Domani andiamo al mare, poi beviamo un bel caffè.",
    "da+Lee": "Mor har en stor bog. Vi bor i en lille by, men om sommeren kommer mange.",
    "ca+Gene": "La mare menja pa amb tomàquet. Avui anem a la platja amb la bona Maria.",
    "eo+Diogo": "La patro havas bonan panon. Morgaŭ mi vidos la belan maron kaj pomon.",
}
_ONSETS = (
    *("b", "p", "m", "b", "p", "m", "f", "v", "w", "t", "d", "n", "s", "z", "l", "r", "k"),
    *("g", "h", "j", "sh", "ch", "st", "pr", "br", "pl", "mb", "sp", "tr", ""),
)
_VOWELS = ("a", "a", "a", "e", "i", "o", "u", "ai", "au", "ei", "ou", "ie", "ea", "oa")
_CODAS = ("", "", "", "", "m", "n", "p", "b", "s", "t", "l", "r", "k", "f")


def made_up_text(rng: random.Random, words: int = 12) -> str:
    """A line of words that no language has, with pauses."""
    said = [_word(rng) + rng.choice(("", "", "", ",", ".")) for _ in range(words)]
    return " ".join(said) + "."


def _word(rng: random.Random) -> str:
    syllables = rng.choice((1, 2, 2, 3))
    return "".join(
        rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables)
    )
