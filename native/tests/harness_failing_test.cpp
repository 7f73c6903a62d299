// The harness itself: every case here must fail; CTest expects none to pass.
#include <limits>
#include <stdexcept>
#include <vector>

#include "check.h"

namespace lacuna::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const Case kFalsehood("a false condition fails", [] { expect(false, "truth"); });
const Case kUnequal("unequal values fail", [] { expectEqual(1, 2, "one"); });
const Case kUnequalNaN("NaN equals nothing", [] { expectEqual(kNaN, kNaN, "NaN"); });
const Case kBoundedNaN("NaN is at most nothing", [] { expectAtMost(kNaN, 1.0, "NaN"); });
const Case kCloseNaN("NaN is close to nothing", [] { expectClose(kNaN, 1.0, 1.0, "NaN"); });
const Case kCloseToNaN("nothing is close to NaN", [] { expectClose(1.0, kNaN, 1.0, "NaN"); });
const Case kBits("0 and -0 have different bits",
                 [] { expectSameBits(std::vector{0.0F}, std::vector{-0.0F}, "zero"); });
const Case kException("an exception fails", [] { throw std::runtime_error("thrown on purpose"); });
const Case kNoError("a missing error fails", [] { expectError(ErrorCode::device, "", [] {}); });
const Case kOtherCode("an error of another code fails", [] {
  expectError(ErrorCode::device, "", [] { throw Error(ErrorCode::internal, "thrown on purpose"); });
});
const Case kOtherMessage("an error of another message fails", [] {
  expectError(ErrorCode::device, "wire",
              [] { throw Error(ErrorCode::device, "thrown on purpose"); });
});

}  // namespace
}  // namespace lacuna::test
