"""Words explained: every term in one place, to read and to print."""

from dashboard import components, words

components.title(words.PAGES["words"])
components.lead(words.WORDS_LEAD)
terms = sorted(words.GLOSSARY.items(), key=lambda term: term[0].lower())
parts = (
    f"<dt>{components.escape(term)}</dt><dd>{components.escape(says)}</dd>" for term, says in terms
)
components.show(f'<dl class="sr-glossary">{"".join(parts)}</dl>')
