// Philox4x32-10 against the known answers published with Random123.
#include "math/philox.h"

#include <array>
#include <cstdint>

#include "check.h"

namespace lacuna::test {
namespace {

using Key = std::array<std::uint32_t, 2>;
using Words = std::array<std::uint32_t, 4>;

const Case kKnownAnswers("known answers", [] {
  expect(math::philox(Key{}, Words{}) == Words{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U},
         "the answer to zeros");
  expect(math::philox(Key{0xffffffffU, 0xffffffffU},
                      Words{0xffffffffU, 0xffffffffU, 0xffffffffU, 0xffffffffU}) ==
             Words{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU},
         "the answer to ones");
  expect(math::philox(Key{0xa4093822U, 0x299f31d0U},
                      Words{0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}) ==
             Words{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U},
         "the answer to the digits of pi");
});

}  // namespace
}  // namespace lacuna::test
