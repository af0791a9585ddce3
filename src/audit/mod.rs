//! The audit: recomputes the rules from what is about to be written; shares no arithmetic with the solver.
