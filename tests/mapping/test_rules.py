"""What a block means for an attribute."""

import pytest

from nameplate.model import BadRecord
from nameplate.model.attributes import NAMES
from support.mappings import Mappings, codes, person, value


def test_an_attribute_without_a_block_is_not_managed(mappings: Mappings) -> None:
    """No block, no value: the attribute is never touched."""
    mapped = mappings.compile("").map(person(title="Clerk"), "staff")
    assert value(mapped, "job_title") is None


def test_a_block_that_renders_empty_clears_the_attribute(mappings: Mappings) -> None:
    """An empty value clears."""
    assert mappings.value("{{ user.title }}") == ""


def test_keep_leaves_the_value_as_it_is(mappings: Mappings) -> None:
    """`keep()` gives no value at all."""
    assert mappings.value("{{ user.title or keep() }}") is None
    assert mappings.value("{{ user.title or keep() }}", title="Clerk") == "Clerk"


def test_keep_with_other_text_is_an_error_of_that_person(mappings: Mappings) -> None:
    """`keep()` is the whole value or a mistake; the attribute is not sent."""
    mapped = mappings.map("Dr {{ keep() }}")
    assert value(mapped, "job_title") is None
    assert codes(mapped) == ["NP213"]
    assert "keep()" in mapped.findings[0].message
    assert not mapped.blocked


def test_an_empty_display_name_is_kept_with_a_warning(mappings: Mappings) -> None:
    """Atlassian takes no empty display name."""
    mapped = mappings.compile("{% block display_name %}{% endblock %}").map(person(), "staff")
    assert value(mapped, "display_name") is None
    assert codes(mapped) == ["NP407"]


@pytest.mark.parametrize(("active", "sent"), [(True, "true"), (False, "false"), (None, None)])
def test_active_without_a_block_is_the_source_s(mappings: Mappings, *, active: bool | None, sent: str | None) -> None:
    """The identity provider says who is active, unless it doesn't say."""
    assert value(mappings.compile("").map(person(active=active), "staff"), "active") == sent


@pytest.mark.parametrize("text", ["true", " false ", "{{ user.active }}", "{{ user.title == '' }}"])
def test_a_block_for_active_renders_true_or_false(mappings: Mappings, text: str) -> None:
    """White space and Python's capitals don't matter."""
    mapped = mappings.compile(f"{{% block active %}}{text}{{% endblock %}}").map(person(), "staff")
    assert not mapped.blocked
    assert value(mapped, "active") in {"true", "false"}


@pytest.mark.parametrize("text", ["", "yes", "1", "{{ user.title.foo }}"])
def test_any_other_active_blocks_the_person(mappings: Mappings, text: str) -> None:
    """Nobody is deactivated or reactivated by a slip."""
    mapped = mappings.compile(f"{{% block active %}}{text}{{% endblock %}}").map(person(), "staff")
    assert mapped.blocked
    assert value(mapped, "active") is None


def test_a_value_that_fails_validation_is_not_sent_and_has_the_rule_s_address(mappings: Mappings) -> None:
    """The finding says where the rule stands."""
    mapped = mappings.compile("\n\n{% block timezone %}Sydney{% endblock %}").map(person(), "staff")
    assert value(mapped, "timezone") is None
    (found,) = mapped.findings
    assert (found.code, found.address, found.attribute) == ("NP404", "rules.j2:3", "timezone")
    assert not mapped.blocked


@pytest.mark.parametrize("fields", [{"email": ""}, {"email": "nobody"}, {"user_name": ""}])
def test_a_required_value_that_fails_blocks_the_person(mappings: Mappings, fields: dict[str, str]) -> None:
    """User name and e-mail are needed to know who is meant."""
    assert mappings.compile("").map(person(**fields), "staff").blocked


def test_a_record_without_an_address_says_so(mappings: Mappings) -> None:
    """NP301, beside what the rules make of it."""
    assert "NP301" in codes(mappings.compile("").map(person(email=""), "staff"))


def test_a_rule_that_fails_has_the_line_that_failed(mappings: Mappings) -> None:
    """The innermost line of the template, not that of the block."""
    mapped = mappings.compile("{% block phone %}\n\n{{ 1 // 0 }}{% endblock %}").map(person(), "staff")
    (found,) = mapped.findings
    assert (found.code, found.address) == ("NP213", "rules.j2:3")
    assert not mapped.blocked


def test_an_error_in_a_macro_has_the_macro_s_address(mappings: Mappings) -> None:
    """It belongs to one attribute, and stands in the file that holds it."""
    bits = "\n{% macro bad(u) %}\n{{ u.title + 1 }}{% endmacro %}"
    text = '{% import "bits.j2" as bits %}{% block phone %}{{ bits.bad(user) }}{% endblock %}'
    (found,) = mappings.compile(text, bits=bits).map(person(), "staff").findings
    assert (found.address, found.attribute) == ("bits.j2:3", "phone")


def test_one_rule_that_fails_leaves_the_others(mappings: Mappings) -> None:
    """An error belongs to one attribute of one person."""
    text = "{% block phone %}{{ 1 // 0 }}{% endblock %}{% block job_title %}{{ user.title }}{% endblock %}"
    mapped = mappings.compile(text).map(person(title="Clerk"), "staff")
    assert value(mapped, "job_title") == "Clerk"


def test_a_required_value_that_is_empty_says_why(mappings: Mappings) -> None:
    """`required` has the author's words."""
    mapped = mappings.map('{{ user.title | required("HR has to enter it") }}')
    (found,) = mapped.findings
    assert found.code == "NP220"
    assert "HR has to enter it" in found.message
    assert mappings.value('{{ user.title | required("x") }}', title="Clerk") == "Clerk"


def test_a_failing_rule_for_a_required_attribute_blocks(mappings: Mappings) -> None:
    """There is no one to send it for."""
    text = '{% extends "base.j2" %}{% block user_name %}{{ 1 // 0 }}{% endblock %}'
    assert mappings.compile(text).map(person(), "staff").blocked


def test_values_are_normalized(mappings: Mappings) -> None:
    """NFC, stripped, inner white space one space."""
    assert mappings.value("  e\u0301\t x\u3000 y\n") == "\u00e9 x y"


def test_control_characters_are_an_error(mappings: Mappings) -> None:
    """They are looked for before white space is collapsed."""
    mapped = mappings.map("{{ user.title }}", title="a\x1cb")
    assert codes(mapped) == ["NP406"]


def test_a_bad_record_is_one_blocked_person(mappings: Mappings) -> None:
    """Its account still counts as present, and an inactive one may still be deactivated."""
    mapped = mappings.compile("").map(BadRecord("7", (), name="Taro", active=False), "staff")
    assert (mapped.source_id, mapped.person, mapped.region, mapped.blocked) == ("7", "Taro", "", True)
    assert value(mapped, "active") == "false"


def test_rules_know_their_address_and_chain(mappings: Mappings) -> None:
    """`explain` shows what a rule inherits from."""
    text = '{% extends "base.j2" %}\n{% block email %}{{ super() | lower }}{% endblock %}'
    mapper = mappings.compile(text)
    rule = mapper.rule("staff", "all", "email")
    assert rule is not None
    assert rule.address == "rules.j2:2"
    assert rule.chain == ("rules.j2:2", "base.j2:1")
    assert "email" in rule.reads.fields
    assert mapper.addresses("staff", "all")[:3] == ("base.j2:1", "rules.j2:2", "")
    assert mapper.managed("staff", "all")[:3] == (True, True, False)


def test_a_rule_s_address_is_that_of_the_override_that_decides_it(mappings: Mappings) -> None:
    """Of a helper block that the rule calls or contains, however deep; an override of the rule itself comes first."""
    mappings.write(
        "parent.j2",
        '{% extends "base.j2" %}{% block name %}{{ user.title }}{% endblock %}\n'
        "{% block display_name %}{{ self.called() }}{% endblock %}\n"
        "{% block called %}{{ self.name() }}{% endblock %}\n"
        "{% block job_title %}{% block work %}{{ user.title }}{% endblock %}{% endblock %}\n"
        "{% block phone %}{{ self.name() }}{% endblock %}{% block location %}{{ user.city }}{% endblock %}\n",
    )
    mapper = mappings.compile(
        '{% extends "parent.j2" %}\n{% block name %}N{% endblock %}\n{% block work %}{{ super() }}{% endblock %}\n'
        "{% block phone %}{{ super() }}{% endblock %}\n"
    )
    addresses = dict(zip(NAMES, mapper.addresses("staff", "all"), strict=True))
    assert {name: address for name, address in addresses.items() if address} == {
        "user_name": "base.j2:1",
        "email": "base.j2:1",
        "display_name": "rules.j2:2",
        "job_title": "rules.j2:3",
        "location": "parent.j2:5",
        "phone": "rules.j2:4",
    }
    info = mapper.rule("staff", "all", "display_name")
    assert info is not None
    assert (info.address, info.chain) == ("rules.j2:2", ("parent.j2:2",))


def test_a_refused_value_is_found_where_its_override_is(mappings: Mappings) -> None:
    """The region's owner looks into the region's file."""
    mappings.write("parent.j2", '{% extends "base.j2" %}{% block timezone %}{{ self.zone() }}{% endblock %}')
    mapper = mappings.compile('{% extends "parent.j2" %}\n\n{% block zone %}{{ user.city }}{% endblock %}')
    (found,) = mapper.map(person(city="Rome"), "staff").findings
    assert (found.code, found.address) == ("NP404", "rules.j2:3")
