#!/usr/bin/env python3
"""Encodings, codes of units, tables of other offices: forms_test.py SMUP_INGEST CONFIG [WORD of a case's name]..."""
import pathlib
import shutil
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, crel, ctab, name_of, terc_csv  # noqa: E402
from xlsx import Raw, book  # noqa: E402

N = Decimal


def plain(*numbers):
    return [(N(number), "", "F", "") for number in numbers]


def words(text, *more):
    """A small CREL whose dimension has these words."""
    return crel("0201011 2020 1", *more).replace("ogółem", text)


def dimensions(content):
    return {key[2].split("|")[0] for key, _ in content.columns}


# Encodings

@case("ISO-8859-2 and Windows-1250 are told apart by the bytes of the whole file, and read as the same texts")
def _(box):
    text = words("ścieżki, źródła i dąbrowy")
    for encoding in ("iso-8859-2", "cp1250", "utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        w = box.folder / encoding
        mark = "\ufeff" if encoding[-2:] in ("le", "be") else ""
        box.run(box.put(name_of(), mark + text, encoding), w=w)
        assert dimensions(box.content(w)) == {"ścieżki, źródła i dąbrowy"}
    assert "the text is ISO-8859-2" in box.report(box.folder / "iso-8859-2")
    assert "the text is windows-1250" in box.report(box.folder / "cp1250")
    assert "the text is" not in box.report(box.folder / "utf-8")


@case("letters that stand at one place in both encodings settle nothing, and need not")
def _(box):
    box.run(box.put(name_of(), words("żółć"), "iso-8859-2"))
    assert dimensions(box.content()) == {"żółć"}


@case("a file in both encodings is refused, with a byte of each")
def _(box):
    one, two = crel("0201011 2020 1").replace("ogółem", "dąb").encode("cp1250"), words("kąt").encode("iso-8859-2")
    box.refused(box.put(name_of(), one + two.split(b"\n", 1)[1]), says=["two encodings", "byte 100", "byte 158", "Windows-1250", "ISO-8859-2"])


@case("quotation marks of Windows-1250 beside letters of ISO-8859-2 are two encodings")
def _(box):
    text = words("dąb").encode("iso-8859-2").replace(b"Gmina", b"\x84Gmina\x94")
    box.refused(box.put(name_of(), text), says="two encodings")


@case("a sign that means another thing in each, and no word that tells: refused")
def _(box):
    box.refused(box.put(name_of(), words("5 \u00b1 1"), "cp1250"), says=["nothing in the file tells", "save the file as UTF-8"])


@case("an encoding that the profile does not allow is refused with its byte")
def _(box):
    text = terc_csv("0201011 Dąb")
    for encoding, name in (("cp1250", "windows-1250"), ("iso-8859-2", "ISO-8859-2")):
        box.refused(box.put("terc.csv", text.replace("\ufeff", "").encode(encoding, "ignore")), says=["is not UTF-8", name, "byte "])


@case("control characters that a wrong conversion leaves behind refuse the file, also in UTF-8")
def _(box):
    wrong = words("\u009ccieżki")  # ś of Windows-1250 read as ISO-8859-1
    box.refused(box.put(name_of(), wrong), says=["control character (U+009C)", "fetch it again"])


if __name__ == "__main__":
    program, config = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Box(folder, program, config), sys.argv[3:]))
