"""JUnit XML."""

from xml.etree import ElementTree as ET

from nameplate.checking.examples.junit import junit
from nameplate.checking.examples.running import Runner


def test_every_outcome_is_a_case(tmp_path, plugins):
    """Passed, failed, skipped, and a file that can't be read."""
    (tmp_path / "own.j2").write_text('{% extends "nameplate/default.j2" %}', "utf-8")
    good, bad = tmp_path / "own.examples.yaml", tmp_path / "bad.examples.yaml"
    good.write_text(
        "mapping: own.j2\nexamples:\n"
        "  - {name: 'a <b> & \"c\"', given: {given_name: A}, expect: {display_name: A}}\n"
        "  - {name: fails, given: {given_name: <A>}, expect: {display_name: B}}\n"
        "  - {name: skipped, given: {}, region: japan}\n",
        "utf-8",
    )
    bad.write_text("examples: 7", "utf-8")
    first, second = ET.fromstring(junit(list(Runner(plugins).run([good, bad]))))  # noqa: S314 -- our own text
    assert (first.get("tests"), first.get("failures"), first.get("errors"), first.get("skipped")) == (
        "3",
        "1",
        "0",
        "1",
    )
    assert [case.get("name") for case in first] == ['a <b> & "c"', "fails", "skipped"]
    assert "<A>" in first[1][0].text
    assert first[1].get("line") == "4"
    assert (second.get("errors"), second[0][0].tag) == ("1", "error")
