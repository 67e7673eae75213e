import gzip

import pytest

from zoo.data.conll import TaggedSentence, read_conll

NER = """-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects VBZ B-VP O

# NN B-NP O
is VBZ B-VP O
-DOCSTART- -X- O O
EU NNP B-NP B-ORG
"""
TREE = """# sent_id = 1
# text = I don't.
1\tI\tI\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t0\troot\t_\t_
3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_
3.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t2:conj\t_

#\u00a0no
1\t10 000\t10 000\tNUM\tCD\t_\t0\troot\t_\t_
"""


def read(path, text, **options):
    path.write_text(text, encoding="utf-8")
    return list(read_conll(path, **options))


@pytest.mark.parametrize("document", ["-DOCSTART-", "-DOCSTART- -X- O", "-DOCSTART- -X- -X- O"])
def test_a_row_of_a_document_may_have_other_columns(tmp_path, document):
    found = read(tmp_path / "train.txt", f"{document}\n\na O\n{document}\nb O\n")
    assert found == [TaggedSentence(("a",), ("O",)), TaggedSentence(("b",), ("O",))]


def test_columns_by_spaces(tmp_path):
    found = read(tmp_path / "train.txt", NER)
    assert found == [
        TaggedSentence(("EU", "rejects"), ("B-ORG", "O")),
        TaggedSentence(("is",), ("O",)),  # `# NN` before the first word, without a tab: a comment
        TaggedSentence(("EU",), ("B-ORG",)),
    ]
    assert read(tmp_path / "train.txt", NER, tags="1")[0].tags == ("NNP", "VBZ")
    assert read(tmp_path / "train.txt", NER, words="1", tags="0")[0].words == ("NNP", "VBZ")


def test_columns_by_tabs(tmp_path):
    text = "# a comment\n#hashtag\tO\n# \tO\na b\tB-X\n\n\n\nend\tO"
    found = read(tmp_path / "train.tsv", text)
    assert found == [
        TaggedSentence(("#hashtag", "#", "a b"), ("O", "O", "B-X")),
        TaggedSentence(("end",), ("O",)),
    ]


def test_universal_dependencies(tmp_path):
    found = read(tmp_path / "en-ud-train.conllu", TREE)
    assert found == [
        TaggedSentence(("I", "do", "n't"), ("PRON", "AUX", "PART")),
        TaggedSentence(("10 000",), ("NUM",)),
    ]
    assert read(tmp_path / "train.conllu", TREE, tags="xpos")[0].tags == ("PRP", "VBP", "RB")
    assert read(tmp_path / "train.conllu", TREE, words="LEMMA")[0].words == ("I", "do", "not")


def test_columns_that_the_file_names(tmp_path):
    text = "# global.columns = ID FORM UPOS NER\n1\tEU\tPROPN\tB-ORG\n2\t#\tSYM\tO\n"
    assert read(tmp_path / "a.conllup", text) == [TaggedSentence(("EU", "#"), ("PROPN", "SYM"))]
    assert read(tmp_path / "a.conllup", text, tags="ner")[0].tags == ("B-ORG", "O")


def test_compressed(tmp_path):
    path = tmp_path / "train.conllu.gz"
    path.write_bytes(gzip.compress(TREE.encode()))
    assert next(read_conll(path)).words == ("I", "do", "n't")


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("a b O\nc O\n", {}, r"x\.txt, line 2: a row must have at least 3 columns, got 2: 'c O'\."),
        ("a O\nb c O\n", {}, r"x\.txt, line 2: a row must have 2 columns, got 3: 'b c O'\."),
        ("-DOCSTART- O\n\na b O\nc d e O\n", {}, r"line 4: a row must have 3 columns, got 4"),
        ("a\nb\n", {}, r"x\.txt, line 1: a row must have at least 2 columns, got 1: 'a'\."),
        ("a O\n", {"tags": "4"}, "line 1: a row must have at least 5 columns, got 2"),
        ("a\tO\n\tO\n", {}, r"x\.txt, line 2: a row must have a word and a tag, got '' and 'O'"),
        ("a\tO\nb\t\n", {}, r"line 2: a row must have a word and a tag, got 'b' and ''"),
        ("a O\n", {"tags": "ner"}, r"`tags` must be a column's number from 0; names .* 'ner'"),
        ("a O\n", {"words": "1"}, "`words` and `tags` must be two columns, got 1 twice"),
        ("a O\n", {"words": "1", "tags": "1"}, "must be two columns, got 1 twice"),
        ("# global.columns = ID FORM\n1\ta\n", {"tags": "x"}, r"or one of \['id', 'form'\], got"),
    ],
)
def test_rows_and_columns_that_will_not_do(tmp_path, text, options, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path / "x.txt", text, **options)


def test_no_utf_8(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"a O\nb\xff O\n")
    with pytest.raises(ValueError, match=r"x\.txt, line 2: must be UTF-8 text"):
        list(read_conll(path))
