"""The longest pieces of many words at once, in time linear in their letters."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import tensorflow as tf

from zoo.text.special import SPECIAL_IDS, SPECIAL_TOKENS
from zoo.text.split import CONTINUATION

# The trie's two roots: a word begins, and it goes on after a piece.
_BEGIN, _GO_ON = 0, 1
_NOWHERE = -1
_CODES = 0x110000
# Stands after each word; no piece holds it, since splitting treats it as space.
_END = "\0"


class LongestMatch(tf.Module):
    """Spells words with the longest pieces of a vocabulary, from left to right.

    All words go through a trie of the pieces together, a letter a step. Where a word cannot go
    on, the node knows which pieces its letters make (`pieces`) and where the rest of them leads
    (`failure`), so that no letter is read twice.

    Args:
        vocabulary: The pieces by id, special tokens first; `##x` continues a word.

    Reference:
        Song et al. 2021, "Fast WordPiece Tokenization", https://arxiv.org/abs/2012.15524,
        section 3 and algorithms 1 and 2.
    """

    def __init__(self, vocabulary: Sequence[str]):
        super().__init__()
        edges, accepted, depths = _trie(vocabulary)
        self._failure, pieces = _failures(edges, accepted, depths)
        sizes = {piece: depths[node] for node, piece in accepted.items()}
        # Where each piece of a node begins, counted back from the letter that did not fit.
        begins = [
            sum(sizes[piece] for piece in found[:k]) - depth
            for found, depth in zip(pieces, depths, strict=True)
            for k in range(len(found))
        ]
        self._rows = np.cumsum([0, *map(len, pieces)])
        self._pieces = np.array(list(chain(*pieces)), np.int32)
        self._begins = np.array(begins, np.int32)
        edges[_NOWHERE, _END] = _NOWHERE  # a table must not be empty
        keys = [node * _CODES + ord(letter) for node, letter in edges]
        self.edges = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(
                tf.constant(keys, tf.int64), tf.constant(list(edges.values()), tf.int32)
            ),
            default_value=_NOWHERE,
        )

    def __call__(self, words: tf.Tensor) -> tf.RaggedTensor:
        """Maps words to pieces.

        Args:
            words: Valid UTF-8 without white space, shape `(U,)`. One that begins with `##` and has
                more letters continues another word.

        Returns:
            int32 ids of shape `(U, None)`; the unknown id alone for a word that cannot be spelled.
        """
        joined = tf.strings.reduce_join(words, separator=_END)
        codes = tf.strings.unicode_decode(joined + _END, "UTF-8")
        ends = tf.cast(tf.where(tf.equal(codes, ord(_END)))[: tf.size(words), 0], tf.int32)
        begins = tf.concat([[0], ends + 1], axis=0)[:-1]
        continues = tf.strings.regex_full_match(words, f"{CONTINUATION}.+")
        at, nodes = self._walk(
            codes,
            tf.where(continues, begins + len(CONTINUATION), begins),
            tf.where(continues, _GO_ON, _BEGIN),
        )
        # Each piece is written where it begins.
        index = tf.ragged.range(tf.gather(self._rows, nodes), tf.gather(self._rows, nodes + 1))
        places = tf.gather(self._begins, index.flat_values) + tf.repeat(at, index.row_lengths())
        ids = tf.scatter_nd(
            places[:, tf.newaxis], tf.gather(self._pieces, index.flat_values), tf.shape(codes)
        )
        # A word that cannot be spelled to its end: nothing but the unknown token, at its end.
        finished = tf.equal(nodes, _GO_ON) & tf.equal(tf.gather(codes, at), ord(_END))
        failed = tf.equal(tf.gather(self._failure, nodes), _NOWHERE) & ~finished
        failed = tf.searchsorted(ends, tf.boolean_mask(at, failed))
        letters = tf.ragged.range(tf.gather(begins, failed), tf.gather(ends, failed)).flat_values
        ids = tf.tensor_scatter_nd_update(ids, letters[:, tf.newaxis], tf.zeros_like(letters))
        unknown = tf.fill(tf.shape(failed), SPECIAL_IDS.unknown)
        ids = tf.tensor_scatter_nd_update(ids, tf.gather(ends, failed)[:, tf.newaxis], unknown)
        places = tf.where(ids > 0)[:, 0]
        limits = tf.searchsorted(places, tf.cast(ends, tf.int64), side="right", out_type=tf.int64)
        return tf.RaggedTensor.from_row_splits(
            tf.gather(ids, places), tf.concat([[0], limits], axis=0), validate=False
        )

    def _walk(self, codes, at, node) -> tuple[tf.Tensor, tf.Tensor]:
        """Where words came to a stop in the trie: places in `codes`, and nodes."""

        def step(number, at, node, places, nodes):
            key = tf.cast(node, tf.int64) * _CODES + tf.cast(tf.gather(codes, at), tf.int64)
            onward = self.edges.lookup(key)
            stops = tf.equal(onward, _NOWHERE)
            stopped = tf.where(stops)[:, 0]
            places = places.write(number, tf.gather(at, stopped))
            nodes = nodes.write(number, tf.gather(node, stopped))
            at = tf.where(stops, at, at + 1)
            node = tf.where(stops, tf.gather(self._failure, node), onward)
            alive = tf.where(node >= 0)[:, 0]
            return number + 1, tf.gather(at, alive), tf.gather(node, alive), places, nodes

        empty = {"size": 1, "dynamic_size": True, "infer_shape": False, "element_shape": [None]}
        places, nodes = (tf.TensorArray(tf.int32, **empty) for _ in range(2))
        *_, places, nodes = tf.while_loop(
            lambda number, at, *_: (number == 0) | (tf.size(at) > 0),
            step,
            (0, at, node, places, nodes),
            shape_invariants=(
                tf.TensorShape([]),
                tf.TensorShape([None]),
                tf.TensorShape([None]),
                tf.TensorShape(None),
                tf.TensorShape(None),
            ),
        )
        return places.concat(), nodes.concat()


def _trie(vocabulary: Sequence[str]):
    """Edges (node, letter) -> node, ids of the nodes that are pieces, and all nodes' depths."""
    edges, accepted, depths = {}, {}, [0, 0]
    for piece, text in enumerate(vocabulary):
        if text in SPECIAL_TOKENS:
            continue
        continues = text.startswith(CONTINUATION) and text != CONTINUATION
        node = _GO_ON if continues else _BEGIN
        for letter in text.removeprefix(CONTINUATION) if continues else text:
            if (node, letter) not in edges:
                edges[node, letter] = len(depths)
                depths.append(depths[node] + 1)
            node = edges[node, letter]
        accepted[node] = piece
    return edges, accepted, depths


def _failures(edges, accepted, depths):
    """For each node the node of what is left once its longest pieces are taken, and those."""
    failure = [_NOWHERE] * len(depths)
    pieces = [[] for _ in depths]
    for (parent, letter), node in sorted(edges.items(), key=lambda edge: depths[edge[1]]):
        if node in accepted:
            failure[node], pieces[node] = _GO_ON, [accepted[node]]
            continue
        back, found = failure[parent], pieces[parent]
        while back != _NOWHERE and (back, letter) not in edges:
            back, found = failure[back], found + pieces[back]
        if back != _NOWHERE:
            failure[node], pieces[node] = edges[back, letter], found
    return failure, pieces
