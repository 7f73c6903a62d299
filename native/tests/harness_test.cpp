// The harness itself: what must pass does pass (harness_failing_test has what must fail).
#include <cmath>
#include <limits>
#include <vector>

#include "check.h"

namespace lacuna::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr float kFloatNaN = std::numeric_limits<float>::quiet_NaN();

const Case kErrors(
    "relative error is that of the worst entry, and NaN when anything is not finite", [] {
      const std::vector<double> wanted{1.0, -4.0};
      expectEqual(relativeError(std::vector{1.0F, -4.0F}, wanted), 0.0, "equal");
      expectEqual(relativeError(std::vector{1.5F, -4.0F}, wanted), 0.125, "off by a half");
      expect(std::isnan(relativeError(std::vector{1.0F, kFloatNaN}, wanted)), "NaN for a NaN");
      expect(std::isnan(relativeError(std::vector{1.0F}, wanted)), "NaN for another length");
      expect(std::isnan(relativeError(std::vector{1.0F}, std::vector{kInfinity})),
             "NaN for infinity");
      expectEqual(relativeError(std::vector{0.0F}, std::vector{0.0}), 0.0, "zeros");
      expectEqual(relativeError(std::vector{1.0F}, std::vector{0.0}), kInfinity,
                  "one against zero");
    });

const Case kExpectations("fulfilled expectations note no failure", [] {
  expect(true, "truth");
  expectEqual(std::size_t{3}, std::size_t{3}, "equal");
  expectAtMost(1.0, 1.0, "the limit itself");
  expectClose(1.0, 1.5, 0.5, "the tolerance itself");
  expectSameBits(std::vector{1.0F, kFloatNaN}, std::vector{1.0F, kFloatNaN}, "the same NaN");
  expectError(ErrorCode::device, "wire", [] { throw Error(ErrorCode::device, "the wire is cut"); });
  expectEqual(failures(), std::size_t{0}, "failures");
});

}  // namespace
}  // namespace lacuna::test
