"""Tests of rerun.py: python3 -m unittest Tests/Roster/test_rerun.py"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


class Rerun(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name, value=None):
        path = os.path.join(self.folder.name, name)
        if value is not None:
            with open(path, "w") as f:
                json.dump(value, f)
        return path

    def run_it(self, *arguments):
        p = subprocess.run([sys.executable, os.path.join(HERE, "rerun.py"), *arguments], capture_output=True, text=True)
        self.assertEqual(p.returncode, 0, p.stderr)
        return json.loads(p.stdout)

    def made(self, share, seed="1"):
        told = [["m%d" % k, "s1", 0] for k in range(10)]
        inst = self.path("i.json", {"pinned": [told[0]], "excluded": [["m99", "s1"]], "published": [["m5", "s2", 0]]})
        plan = self.path("p.json", {"assignments": told})
        self.assertEqual(self.run_it("make", inst, plan, "--share", share, "--seed", seed, "--out", self.path("r.json"))["published"], 10)
        with open(self.path("r.json")) as f:
            return told, json.load(f)

    def test_the_plan_is_what_was_published_and_only_it(self):
        told, new = self.made("0.3")
        self.assertEqual(new["published"], told)

    def test_a_share_declines_besides_those_excluded_before(self):
        _, new = self.made("0.3")
        self.assertEqual(new["excluded"][0], ["m99", "s1"])
        self.assertEqual(len(new["excluded"]), 1 + 3)

    def test_a_pinned_pair_never_declines(self):
        _, new = self.made("1")
        self.assertEqual(sorted(new["excluded"][1:]), [["m%d" % k, "s1"] for k in range(1, 10)])

    def test_the_seed_alone_decides_who(self):
        self.assertEqual(self.made("0.3")[1], self.made("0.3")[1])
        self.assertNotEqual(self.made("0.3", "2")[1], self.made("0.3", "1")[1])

    def test_moved_are_those_who_did_not_decline_and_whose_week_changed(self):
        published = [["a", "s1", 0], ["b", "s1", 0], ["c", "s1", 0], ["d", "s1", 0]]
        inst = self.path("i.json", {"published": published, "excluded": [["a", "s1"]]})
        # a declined; b stays; c has another time; d is gone; e is new.
        plan = self.path("p.json", {"assignments": [["b", "s1", 0], ["c", "s1", 1], ["e", "s1", 0]]})
        self.assertEqual(self.run_it("compare", inst, plan), {"declined": 1, "moved": 3, "added": 1, "dropped": 2})


if __name__ == "__main__":
    unittest.main()
