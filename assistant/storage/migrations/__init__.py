"""The way of the tables from release to release, up and down; run by `assistant.storage.releases`."""
