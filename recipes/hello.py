"""HELLO: a plain RNN learns to spell, and why it forgets. Run: python -m recipes.hello

HELL goes in, ELLO comes out, letter by letter. Then the gradient of the last letter's loss to each
input: it shrinks with every step back, much faster in a plain RNN than in an LSTM.
"""

from recipes import language_model
from zoo.predictor.input_gradients import draw_input_gradients, gradient_table, input_gradients

PICTURE = "vanishing_gradient.png"
# Longer than HELLO, to see it vanish; read, not learnt.
LONG = "HELLO" * 6


def main() -> None:
    """Train two networks on HELLO, spell it, and show the gradients."""
    found = {}
    for arch in ("simple_rnn", "lstm"):
        run = language_model.train(language_model.Config.tiny(arch=arch))
        print(f"\n{arch}: H -> {run(['H'], temperature=0)[0]}")
        for text in ("HELLO", LONG):
            gradients = input_gradients(run.model, run.data.tokenizer, text)
            print(f"\nGradient of the loss of the last letter of {text} to each input:")
            print(gradient_table(*gradients))
        found[arch] = gradients
    print(f"\nThe picture: {draw_input_gradients(found, PICTURE)}")


if __name__ == "__main__":
    main()
