"""How far one spelling is from another."""


def letters_apart(one: str, other: str) -> int:
    """How many letters are typed wrongly, too many, too few, or in the place of their neighbour (optimal string alignment)."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row = row, [at]
        for to, wanted in enumerate(other, 1):
            step = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != wanted))
            swapped = at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted
            row.append(min(step, before[to - 2] + 1) if swapped else step)
        before = last
    return row[-1]
