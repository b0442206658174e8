"""rxchat under a profiler: `python -m bench.profiled FILE run ...`. SIGUSR1 starts it, SIGUSR2 ends it and writes the file."""

import cProfile
import runpy
import signal
import sys


def main() -> None:
    profile = cProfile.Profile()
    file = sys.argv[1]

    def start(_signal: int, _frame: object) -> None:
        profile.enable()

    def end(_signal: int, _frame: object) -> None:
        profile.disable()
        profile.dump_stats(file)

    signal.signal(signal.SIGUSR1, start)
    signal.signal(signal.SIGUSR2, end)
    sys.argv = ["rxchat", *sys.argv[2:]]
    runpy.run_module("rxchat", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
