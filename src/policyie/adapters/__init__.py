"""Other tools' interfaces; each module imports its extra and names it when it is missing."""
