"""What is wrong with a rule is said in its author's words, not in Python's."""

import re

import pytest

from nameplate.mapping.plain_words import in_words
from support.mappings import Mappings, person

PYTHON = re.compile(
    r"Error|object|<|argument|positional|operand|iterable|'(?:str|int|list|tuple|float|Absent|RawList)'|\(\)|str\b|NoneType"
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{{ user.title | upper('a') }}", "`upper` takes another number of values in its parentheses"),
        ("{{ user.title | romanize('a', 'b', 'c') }}", "`romanize` takes another number"),
        ("{{ user.title | join(1, 2, 3, 4) }}", "`join` takes another number"),
        ("{{ user.title | both_scripts }}", "`both_scripts` needs more in its parentheses: 'latin'"),
        ("{{ user.title | iana_timezone(x=1) }}", "`iana_timezone` has no option `x`"),
        ("{{ user.title.upper('x') }}", "`upper` takes another number"),
        ("{{ user.title.replace('x') }}", "`replace` needs more in its parentheses: 'new'"),
        ("{{ keep(1) }}", "`keep` takes another number"),
        ("{{ 1 / 0 }}", "a number is divided by zero"),
        ("{{ 1 % 0 }}", "a number is divided by zero"),
        ("{{ user.raw.badge() }}", "what is absent in the record can't be called; leave out the parentheses"),
        ("{{ user.title() }}", "a text can't be called"),
        ("{{ user.title + 1 }}", "`+` can't join a text and a number; `~` does"),
        ("{{ 1 + user.title }}", "`+` can't join a number and a text; `~` does"),
        ("{{ user.title - 1 }}", "`-` doesn't go with a text and a number"),
        ("{{ -user.title }}", "`-` doesn't go with a text"),
        ("{{ user.title | round }}", "`round` takes a number, not a text"),
        ("{{ 'y' if user.title > 1 }}", "`>` can't compare a text and a number"),
        ("{{ 'a' in 1 }}", "a number stands where a text or a list is needed"),
        ("{{ 1 | first }}", "a number stands where a text or a list is needed"),
        ("{{ 1 | length }}", "a number stands where a text or a list is needed"),
        ("{{ 1 in 'a' }}", "`in` looks for a text in a text, not for a number"),
        ("{{ user.title | iana_timezone([]) }}", "a list stands where a text is needed"),
        ("{{ user.title.split(1) }}", "a number stands where a text is needed"),
        ("{{ range('a') }}", "a text stands where a whole number is needed"),
        ("{{ '%d' % user.title }}", "a format and the values that are given to it don't fit"),
        ("{{ '%s %s' % user.title }}", "a format and the values that are given to it don't fit"),
        ("{% for a, b in ['x'] %}{% endfor %}", "a list has more or fewer items than the names it is given"),
        ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}", "a macro is called without its `a`"),
        ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "the macro `m` takes at most 1 value"),
        ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}", "the macro `m` has no `b`"),
        ("{{ user.groups | upper }}", "`upper` takes a text, not a list"),
        ("{{ user.title[user.raw] }}", "a text has no item named by an object of the record"),
    ],
)
def test_a_mistake_is_told_in_the_author_s_words(mappings: Mappings, body: str, words: str) -> None:
    """With the attribute in front, and no name of Python's."""
    (found,) = mappings.map(body, title="Clerk").findings
    assert found.code == "NP213"
    said = found.message.removeprefix("job_title: ")
    assert words in said
    assert not PYTHON.search(said.replace("an object of", "").replace("`>`", ""))


def test_what_a_plugin_says_is_left_as_it_is() -> None:
    """Its own words are better than a guess; where it has none, its error is named."""
    assert in_words(ValueError("the format of the badge is wrong")) == "the format of the badge is wrong"
    assert in_words(KeyError("badge")) == "a filter, function or operator in it fails (KeyError: 'badge')"


def test_active_is_named_once(mappings: Mappings) -> None:
    """In a finding on a value that is neither true nor false."""
    for body, end in (("maybe", "not 'maybe'"), ("", "not empty")):
        mapped = mappings.compile(f"{{% block active %}}{{{{ '{body}' }}}}{{% endblock %}}").map(person(), "staff")
        assert [found.message for found in mapped.findings] == [f"active: it must come out as true or false, {end}"]
