"""Counter-based random numbers (docs/semantics.md, section 9)."""

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
CROSSING, ENTRY_SLIPPAGE, EXIT_SLIPPAGE = 1, 2, 3  # 9.b


def mix(x):
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & MASK
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def uniform(seed, proposal_id, purpose, index):
    """u in [0, 1), a pure function of its arguments (9.a)."""
    h = mix((seed + GOLDEN) & MASK)
    for word in (proposal_id, purpose, index):
        h = mix(((h ^ word) + GOLDEN) & MASK)
    return (h >> 11) * 2.0**-53
