// The proximal maps of two powers, in closed form.
#pragma once

#include <cstdint>

namespace lacuna::classic {

enum class RootPower : std::uint8_t { half, two_thirds };

/// p.
double valueOf(RootPower power);

/// argmin over x >= 0 of ½(x − s)² + w·x^p, s >= 0, w >= 0 or infinite; 0 where 0 is as good as
/// another.
///
/// p = 1/2: Xu, Chang, Xu & Zhang, L1/2 Regularization: A Thresholding Representation Theory and a
/// Fast Solver, IEEE TNNLS 23, 2012. p = 2/3: Cao, Sun & Xu, Fast image deconvolution using
/// closed-form thresholding formulas of Lq (q = 1/2, 2/3) regularization, J. Vis. Commun. Image R.
/// 24, 2013.
double powerProx(RootPower power, double s, double weight);

}  // namespace lacuna::classic
