// What the processor can do at most: multiply-adds on registers alone.
#pragma once

#include <optional>
#include <string_view>

namespace lacuna::bench {

/// Floating-point operations a second of an instruction set on that many threads at once, the best
/// of several tries within `budget` seconds. A multiply-add counts as two; SSE4.2, which has none,
/// is measured with a multiplication and an addition. Nothing for a set without vectors.
std::optional<double> fmaPeak(std::string_view isa, unsigned threads, double budget);

}  // namespace lacuna::bench
