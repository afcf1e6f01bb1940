"""The benchmarks are no part of the installed packages: they are imported from the root of the repository."""

import sys

from datapackages import ROOT

sys.path.insert(0, str(ROOT))
