//! Synthetic districts, calibrated to published figures and fixed by their seed.
