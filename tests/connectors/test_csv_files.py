"""The connector `csv` reads what HR systems export, and refuses what it can't be sure of."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from nameplate.errors import RecordError, UnexpectedAnswer, UnknownGroup
from nameplate.model import BadRecord, SourceUser
from nameplate.plugins import Query, Scope
from nameplate.testing.running import pages, read, run
from nameplate_csv import Csv, CsvSettings
from nameplate_csv.fields import field_of
from support.xlsx import write_xlsx

HEADINGS = ["社員番号", "姓", "名", "姓カナ", "メールアドレス", "部署"]
YAMADA = ["0042", "山田", "太郎", "ヤマダ", "taro@acme.example", "営業部"]


def people(file: Path, **settings: Any) -> list[SourceUser | BadRecord]:
    """Everybody in a file."""
    return run(read(Csv, CsvSettings(file=file, **settings))).people


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with the text, byte for byte."""
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("cp932", "cp932"), ("utf-16-le", "utf-16-le")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_dialects(tmp_path: Path, encoding: str, told: str, delimiter: str, end: str):
    """A Japanese export is read in every encoding that Excel writes, whatever parts its cells and lines."""
    text = "".join(delimiter.join(row) + end for row in (HEADINGS, YAMADA))
    (person,) = people(written(tmp_path, text, encoding), encoding=told)
    assert isinstance(person, SourceUser)
    assert (person.id, person.family_name, person.given_name) == ("0042", "山田", "太郎")
    assert (person.phonetic_family_name, person.department) == ("ヤマダ", "営業部")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path):
    """Without `encoding`, a file that is not UTF-8 is an error that says what to set, and no wrong names."""
    text = "\n".join(map(",".join, (HEADINGS, YAMADA))) + "\n"
    with pytest.raises(UnexpectedAnswer, match=r"is not utf-8[\s\S]*cp932"):
        people(written(tmp_path, text, "cp932"))


def test_utf_16_without_a_mark_is_refused(tmp_path: Path):
    """UTF-16 without a byte-order mark reads as UTF-8 with NULs between; it is refused."""
    with pytest.raises(UnexpectedAnswer, match="utf-16"):
        people(written(tmp_path, "id,mail\n1,a@acme.example\n", "utf-16-le"))


def test_quotes_and_line_breaks(tmp_path: Path):
    """A quoted cell may hold the delimiter, quotes, and line breaks, also those that only Python takes for some."""
    text = 'id,title,city\n1,"Head, ""Ops""\nand more","A\x0bB\u2028C"\n'
    (person,) = people(written(tmp_path, text))
    assert isinstance(person, SourceUser)
    assert (person.title, person.city) == ('Head, "Ops"\nand more', "A\x0bB\u2028C")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('id,mail\n1,a@acme.example\n2,"b@acme', "cut off"),
        ("id,mail,city\n1,a@acme.example,Bonn\n2,b@ac", "cut off"),
        ("", "no column `id`"),
        ("mail,city\na@acme.example,Bonn\n", "no column `id`"),
        ("id,mail,mail\n1,a,b\n", "several columns mail"),
    ],
)
def test_a_file_that_can_not_be_right_is_refused(tmp_path: Path, text: str, words: str):
    """A file that ends in the middle, or whose headings are missing or double, is refused as a whole."""
    with pytest.raises(UnexpectedAnswer) as refused:
        people(written(tmp_path, text))
    assert words in str(refused.value)


def test_a_missing_file(tmp_path: Path):
    """A file that is not there is an error that names it."""
    with pytest.raises(UnexpectedAnswer, match=r"absent\.csv can't be read"):
        people(tmp_path / "absent.csv")


def test_a_missing_column(tmp_path: Path):
    """A heading of `columns` that the file lacks is an error that lists the headings."""
    with pytest.raises(UnexpectedAnswer, match="no column Town; there are id, City"):
        people(written(tmp_path, "id,City\n1,Bonn\n"), columns={"city": "Town"})


def test_columns_come_before_headings(tmp_path: Path):
    """`columns` decides, also against a heading that names the field itself."""
    text = "id,Display name,Known as\n1,Robert Jones,Bob Jones\n"
    (person,) = people(written(tmp_path, text), columns={"display_name": "Known as"})
    assert isinstance(person, SourceUser)
    assert person.display_name == "Bob Jones"


def test_the_whole_row_is_there_for_rules(tmp_path: Path):
    """A column that is no field is read by its heading below `row`."""
    (person,) = people(written(tmp_path, "id,Badge name\n1,Bobby\n"))
    assert isinstance(person, SourceUser)
    assert person.raw["row"]["Badge name"] == "Bobby"


@pytest.mark.parametrize(
    ("state", "active"), [("Yes", True), ("ACTIVE", True), ("在籍", True), ("no", False), ("退職", False), ("", None)]
)
def test_active(tmp_path: Path, state: str, active: bool | None):  # noqa: FBT001 -- pytest passes it
    """The column `active` is read by its words; an empty cell says nothing."""
    (person,) = people(written(tmp_path, f"id,Status\n1,{state}\n"))
    assert person.active is active


@pytest.mark.parametrize("row", ["1,a@acme.example,perhaps", "1,a@acme.example", "1,a@acme.example,yes,surplus"])
def test_a_row_that_does_not_fit_blocks_its_person(tmp_path: Path, row: str):
    """An unknown state, or cells that don't fit the headings, block one person; the others are read."""
    bad, good = people(written(tmp_path, f"id,mail,active\n{row}\n2,b@acme.example,yes\n"))
    assert isinstance(bad, BadRecord)
    assert (bad.id, bool(bad.findings)) == ("1", True)
    assert isinstance(good, SourceUser)


def test_people_who_come_twice_are_told(tmp_path: Path):
    """Of two rows with one id the first counts, with a warning."""
    reading = run(read(Csv, CsvSettings(file=written(tmp_path, "id,city\n1,Bonn\n1,Rome\n"))))
    assert [person.id for person in reading.people] == ["1"]
    assert [one.code for one in reading.status.findings] == ["NP312"]


def test_an_employee_number_is_an_id(tmp_path: Path):
    """Without a column `id` the employee number identifies people."""
    (person,) = people(written(tmp_path, "Employee number,mail\n007,b@acme.example\n"))
    assert (person.id, getattr(person, "employee_id", "")) == ("007", "007")


def test_excel(tmp_path: Path):
    """A sheet is read by name; whole numbers have no point, and empty rows are nobody."""
    sheets = {"Notes": [["nothing"]], "People": [["id", "Last name", "Active"], [42, "山田", True], ["", "", ""]]}
    path = write_xlsx(tmp_path / "people.xlsx", sheets)
    (person,) = people(path, sheet="People")
    assert isinstance(person, SourceUser)
    assert (person.id, person.family_name, person.active) == ("42", "山田", True)
    with pytest.raises(UnexpectedAnswer, match="no sheet 'Persons'; there are Notes, People"):
        people(path, sheet="Persons")


def test_a_broken_workbook(tmp_path: Path):
    """A workbook that was cut off is refused."""
    path = write_xlsx(tmp_path / "people.xlsx", {"People": [["id"], [1]]})
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(UnexpectedAnswer, match="Excel"):
        people(path)


def test_groups_are_refused(tmp_path: Path):
    """A file has no groups: a scope or a condition that names one is an error, not nobody."""
    settings = CsvSettings(file=written(tmp_path, "id\n1\n"))

    async def members(query: Query) -> None:
        async with Csv(settings) as connector:
            async for _ in pages(connector, query):
                pass

    for query in (Query(frozenset(), group="staff"), Query(frozenset(), Scope(("staff",)))):
        with pytest.raises(UnknownGroup):
            asyncio.run(members(query))


@pytest.mark.parametrize(
    "wrong", [{"encoding": "klingon"}, {"columns": {"famly_name": "Name"}}, {"delimiter": "::"}, {"page_size": 0}]
)
def test_settings_are_checked(wrong: dict[str, Any]):
    """An unknown encoding or field is found before anything is read."""
    with pytest.raises(ValidationError):
        CsvSettings(file=Path("people.csv"), **wrong)


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Given name", "given_name"), ("E-Mail", "email"), ("姓", "family_name"), ("Job Title", "title"), ("Shoe", "")],
)
def test_headings(heading: str, field: str):
    """Usual headings name their field, whatever their case and punctuation."""
    assert field_of(heading) == field


def test_a_problem_says_its_line(tmp_path: Path):
    """What doesn't fit names the line on which the row begins, also below a row of several lines."""
    record = {"id": "1", "problem": "line 4 has 3 cells, the headings are 2", "row": {}}
    with pytest.raises(RecordError, match="line 4"):
        Csv.normalize(record)
    bad = people(written(tmp_path, 'id,city\n1,"New\nYork"\n2,Rome,x\n'))[1]
    assert isinstance(bad, BadRecord)
    assert "line 4" in bad.findings[0].message
