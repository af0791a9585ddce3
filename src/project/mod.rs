//! The project file (TOML): names inputs, rules and outputs.
