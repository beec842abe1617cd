"""Cases of a test program: each is a line of TAP, the name is a statement."""
import sys
import tempfile
import traceback

cases = []


class Skip(Exception):
    pass


def case(statement):
    def add(function):
        cases.append((statement, function))
        return function
    return add


def run_cases(make, only=()):
    """Run each with make(folder); the exit status says whether all went well."""
    chosen = [c for c in cases if not only or any(word in c[0] for word in only)]
    n_failed = 0
    print(f"1..{len(chosen)}", flush=True)
    for number, (statement, function) in enumerate(chosen, 1):
        with tempfile.TemporaryDirectory(prefix="smup-test-") as folder:
            try:
                function(make(folder))
                print(f"ok {number} - {statement}", flush=True)
            except Skip as skip:
                print(f"ok {number} - {statement} # SKIP {skip}", flush=True)
            except Exception:
                n_failed += 1
                print(f"not ok {number} - {statement}", flush=True)
                sys.stdout.write("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()))
                sys.stdout.flush()
    return 1 if n_failed > 0 else 0
