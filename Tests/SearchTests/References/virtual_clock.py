"""What each proposal may know, by the small machine of the search's rules: python3 virtual_clock.py MACHINE > clock.txt

MACHINE is a Python file with a class Search(seed, N, pace, m, rungs, eta, cost, slack) as the rules of the
virtual clock have it. Each line: pace, trials a configuration, slack, seed of the times; then for each
proposal its predicted time and, after a colon, what has become known since the proposal before.
"""
import random, sys

source = open(sys.argv[1]).read().split("def truth")[0]
exec(source)


def times(seed, count):
    generator = random.Random(seed)
    return [generator.choice((1, 2, 3, 5, 40)) * generator.randrange(1, 50) for _ in range(count)]


for pace, trials, slack, seed, count in (
    (1, 1, (3, 2), 1, 12), (2, 1, (5, 2), 2, 20), (8, 1, (5, 2), 3, 60), (8, 5, (3, 2), 4, 60),
    (3, 5, (3, 2), 5, 40), (8, 15, (5, 2), 6, 30), (32, 5, (5, 2), 7, 80), (7, 3, (1, 1), 8, 50),
):
    predicted = times(seed, count)
    told = []

    class Recorded(Search):
        def propose(self):
            index, rung = super().propose()
            self.x[index] = predicted[index]
            told.append([j for j, _ in self.known])
            return index, rung

    machine = Recorded(seed, count, pace, trials, (1,), 3, lambda x: x, slack)
    shuffle = random.Random(seed)
    done = 0
    open_ = []
    machine.advance()
    while not machine.done:
        open_ += machine.issued[done:]
        done = len(machine.issued)
        slot = open_.pop(shuffle.randrange(len(open_)))
        machine.settle(slot, shuffle.random())
        machine.advance()
    fields = []
    for index, known in enumerate(told):
        before = len(told[index - 1]) if index else 0
        fields.append(f"{predicted[index]}:" + ",".join(map(str, known[before:])))
    print(pace, trials, f"{slack[0]}/{slack[1]}", seed, *fields)
