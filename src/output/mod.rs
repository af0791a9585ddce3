//! Basemaps and files: dissolve, tallies, register, summary; written whole or not at all.
