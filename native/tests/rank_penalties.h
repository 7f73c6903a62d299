// Every penalty of singular values, each with a parameter for values of about 1.
#pragma once

#include <array>
#include <utility>

#include "classic/penalties.h"

namespace lacuna::test {

struct NamedPenalty {
  const char* name;
  classic::RankPenalty penalty;
};

inline const std::array<NamedPenalty, 8> kRankPenalties{{
    {"lp", classic::PowerPenalty{0.5}},
    {"scad", classic::ScadPenalty{3.7}},
    {"logarithm", classic::LogarithmPenalty{10.0}},
    {"mcp", classic::McpPenalty{3.0}},
    {"etp", classic::EtpPenalty{4.0}},
    {"geman", classic::GemanPenalty{0.3}},
    {"laplace", classic::LaplacePenalty{0.3}},
    {"capped-l1", classic::CappedPenalty{0.6}},
}};

}  // namespace lacuna::test
