// The proximal map of a power.
#pragma once

namespace lacuna::classic {

/// argmin over x >= 0 of ½(x − s)² + τ·x^p/p for s, τ >= 0 and p in (0, 2]. Below p = 1, where
/// there are two local minima, the better one.
double schattenProx(double s, double tau, double p);

}  // namespace lacuna::classic
