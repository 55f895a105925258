"""Who goes on, by the small machine of the search's rules: python3 halving.py MACHINE > halving.txt

MACHINE is a Python file with a class Search(seed, N, pace, m, rungs, eta, cost, slack) as the rules of the
ordered prefix have it. Each line: configurations, pace, trials a configuration, factor, rungs; then the
decisions in their order: a number is a proposal, and number>rung lets it go on to that rung.
"""
import random, sys

source = open(sys.argv[1]).read().split("def truth")[0]
exec(source)


def value(i, k, r):
    word = i * 7919 + k * 104729 + r * 1299709 + i * i * 31
    return None if word % 17 == 0 else (word % 1009) / 1009


for count, pace, trials, factor, rungs in (
    (40, 8, 2, 3, (1, 3, 9, 27)), (60, 8, 1, 3, (1, 3, 9, 27, 81)), (25, 1, 1, 2, (2, 4, 8, 10)),
    (100, 32, 3, 4, (1, 4, 16)), (5, 8, 2, 3, (1, 3, 9)), (1, 2, 1, 3, (1, 3, 5)), (200, 16, 1, 3, (1, 3, 9, 27)),
):
    machine = Search(1, count, pace, trials, rungs, factor, lambda x: 1 + int(x[0], 16), (5, 2))
    proposed = machine.propose

    def propose():
        index, rung = proposed()
        machine.x[index] = f"{index % 7:x}"
        return index, rung

    machine.propose = propose
    shuffle = random.Random(count)
    done, open_ = 0, []
    machine.advance()
    while not machine.done:
        open_ += machine.issued[done:]
        done = len(machine.issued)
        i, k, r = open_.pop(shuffle.randrange(len(open_)))
        machine.settle((i, k, r), value(i, k, r))
        machine.advance()
    told = [str(d[1]) if d[0] == "propose" else f"{d[1]}>{d[2]}" for d in machine.log if d[0] != "end"]
    print(count, pace, trials, factor, ",".join(map(str, rungs)), *told)
