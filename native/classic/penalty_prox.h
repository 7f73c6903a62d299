// The proximal map of a concave penalty.
#pragma once

#include "classic/penalties.h"

namespace lacuna::classic {

/// argmin over x >= 0 of ½(x − s)² + g_λ(x), s >= 0, λ > 0; 0 where 0 is as good as another.
///
/// Where the slope g' is convex, the only local minimum beside 0 is the largest x = s − g'(x),
/// which x ← s − g'(x) reaches from s, falling; the better of it and 0 is taken (Lu, Zhu, Xu, Yan &
/// Lin, Generalized Singular Value Thresholding, AAAI 2015, algorithm 1). The slopes of scad and
/// capped-l1 are not convex: these, and mcp, are pieces of lines.
double penaltyProx(const RankPenalty& penalty, double s, double lambda);

}  // namespace lacuna::classic
