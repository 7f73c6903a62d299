// Elementary functions in double, against those of the C library in long double.
#include "math/powers.h"

#include <array>
#include <cmath>
#include <limits>

#include "check.h"
#include "random.h"

namespace lacuna::test {
namespace {

constexpr double kFew = 4.0 * std::numeric_limits<double>::epsilon();

/// Numbers over the whole range of exponents, and close to 1.
template <class Body>
void forPositive(Body body) {
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    body(std::exp2(random.uniform(-1073.0, 1023.9)));
    body(1.0 + random.uniform(-0.4, 0.6) * std::exp2(random.uniform(-50.0, 0.0)));
  }
}

double relativeError(double actual, long double wanted) {
  return wanted == 0.0L ? std::abs(actual)
                        : static_cast<double>(std::abs((actual - wanted) / wanted));
}

const Case kLogarithm("the logarithm, and that of 1 + x for small x", [] {
  double worst = 0.0;
  double worst_beside = 0.0;
  forPositive([&](double x) {
    worst =
        std::max(worst, relativeError(math::naturalLog(x), std::log(static_cast<long double>(x))));
    const double beside = x < 1.0 ? x - 1.0 + 0x1p-53 : x;
    worst_beside = std::max(
        worst_beside,
        relativeError(math::logOfOnePlus(beside), std::log1p(static_cast<long double>(beside))));
  });
  expectAtMost(worst, kFew, "error");
  expectAtMost(worst_beside, kFew, "error of log(1 + x)");
});

const Case kExponential("the exponential, and e^x − 1 for small x", [] {
  Random random(2);
  double worst = 0.0;
  double worst_beside = 0.0;
  for (int i = 0; i < 40000; ++i) {
    const double x = random.uniform(-700.0, 709.0) * (i % 2 == 0 ? 1.0 : std::exp2(-(i % 60)));
    worst = std::max(
        worst, relativeError(math::naturalExponential(x), std::exp(static_cast<long double>(x))));
    worst_beside = std::max(worst_beside, relativeError(math::exponentialMinusOne(x),
                                                        std::expm1(static_cast<long double>(x))));
  }
  expectAtMost(worst, kFew, "error");
  expectAtMost(worst_beside, 2.0 * kFew, "error of e^x − 1");
});

const Case kPower("powers", [] {
  Random random(3);
  double worst = 0.0;
  forPositive([&](double x) {
    const double q = random.uniform(-1.0, 1.0);
    const long double wanted = std::pow(static_cast<long double>(x), q);
    const double size = 1.0 + std::abs(q * std::log(x));
    if (std::isnormal(static_cast<double>(wanted))) {
      worst = std::max(worst, relativeError(math::power(x, q), wanted) / size);
    }
  });
  expectAtMost(worst, kFew, "error");
});

const Case kHypotenuse("hypotenuses of any size", [] {
  Random random(4);
  double worst = 0.0;
  for (int i = 0; i < 20000; ++i) {
    const double scale = std::exp2(random.uniform(-1000.0, 1000.0));
    const double a = random.uniform(-1.0, 1.0) * scale;
    const double b = random.uniform(-1.0, 1.0) * scale;
    worst = std::max(
        worst, relativeError(math::hypotenuse(a, b), std::hypot(static_cast<long double>(a), b)));
  }
  expectAtMost(worst, kFew, "error");
});

const Case kEnds("ends of the range", [] {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expectEqual(math::naturalLog(0.0), -HUGE_VAL, "log 0");
  expectEqual(math::naturalLog(HUGE_VAL), HUGE_VAL, "log ∞");
  expectEqual(math::naturalExponential(710.0), HUGE_VAL, "a large exponent");
  expectEqual(math::naturalExponential(-HUGE_VAL), 0.0, "a low exponent");
  expectEqual(math::power(0.0, -0.25), HUGE_VAL, "0 under a power below 0");
  expectEqual(math::power(0.0, 0.25), 0.0, "0 under a power above 0");
  expectEqual(math::hypotenuse(0.0, 0.0), 0.0, "nothing");
  for (const double value : std::array{
           math::naturalLog(-1.0), math::naturalLog(nan), math::naturalExponential(nan),
           math::power(-1.0, 0.5), math::logOfOnePlus(nan), math::exponentialMinusOne(nan),
           math::hypotenuse(nan, 0.0), math::hypotenuse(1.0, nan), math::hypotenuse(nan, 1.0)}) {
    expect(std::isnan(value), "NaN");
  }
});

}  // namespace
}  // namespace lacuna::test
