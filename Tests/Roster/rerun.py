#!/usr/bin/env python3
"""A plan that was published, and some of its people decline (MODEL.md).

    rerun.py make INSTANCE PLAN [--share 0.01] [--seed N] --out FILE
        the instance with the plan as `published`, and a share of its pairs that are not pinned as `excluded`
    rerun.py compare INSTANCE PLAN
        how the plan differs from what the instance has published

Both print one line of JSON. Deterministic from the arguments. Standard library only.
"""
import argparse
import json
import random
import sys


def load(path):
    with open(path, "rb") as f:
        return json.load(f)


def make(a):
    inst, plan = load(a.instance), load(a.plan)
    pinned = {(e[0], e[1]) for e in inst.get("pinned") or []}
    told = sorted(plan["assignments"])
    free = [e[:2] for e in told if (e[0], e[1]) not in pinned]
    r = random.Random("muster/rerun/%d" % a.seed)
    declined = r.sample(free, min(len(free), round(len(free) * a.share)))
    inst["published"] = told
    inst["excluded"] = (inst.get("excluded") or []) + declined
    with open(a.out, "w") as f:
        json.dump(inst, f, separators=(",", ":"))
    return {"published": len(told), "declined": len(declined)}


def weeks(triples):
    out = {}
    for m, s, t in triples:
        out.setdefault(m, set()).add((s, t))
    return out


def compare(a):
    inst, plan = load(a.instance), load(a.plan)
    barred = {(e[0], e[1]) for e in inst.get("excluded") or []}
    published = inst.get("published") or []
    declined = {e[0] for e in published if (e[0], e[1]) in barred}
    before, after = weeks(published), weeks(plan["assignments"])
    changed = {m for m in before.keys() | after.keys() if before.get(m, set()) != after.get(m, set())}
    return {"declined": sum((e[0], e[1]) in barred for e in published), "moved": len(changed - declined),
            "added": len([m for m in changed - declined if before.get(m, set()) < after.get(m, set())]),
            "dropped": len([m for m in changed - declined if before.get(m, set()) - after.get(m, set())])}


def main():
    ap = argparse.ArgumentParser(description="Re-runs of a published plan (MODEL.md).")
    sub = ap.add_subparsers(dest="verb", required=True)
    p = sub.add_parser("make")
    p.add_argument("instance")
    p.add_argument("plan")
    p.add_argument("--share", type=float, default=0.01)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--out", required=True)
    p = sub.add_parser("compare")
    p.add_argument("instance")
    p.add_argument("plan")
    a = ap.parse_args()
    json.dump(make(a) if a.verb == "make" else compare(a), sys.stdout)
    print()


if __name__ == "__main__":
    main()
