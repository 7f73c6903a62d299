#include "random.h"

namespace lacuna::test {

double Random::uniform(double low, double high) {
  // SplitMix64 (Steele, Lea & Flood 2014).
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t bits = state_;
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  bits ^= bits >> 31U;
  return low + (high - low) * static_cast<double>(bits >> 11U) * 0x1p-53;
}

std::vector<float> Random::floats(std::size_t count, double low, double high) {
  std::vector<float> values(count);
  for (float& value : values) {
    value = static_cast<float>(uniform(low, high));
  }
  return values;
}

std::vector<std::uint8_t> Random::mask(std::size_t count, double rate) {
  std::vector<std::uint8_t> values(count);
  for (std::uint8_t& value : values) {
    value = uniform(0.0, 1.0) < rate ? 1 : 0;
  }
  return values;
}

}  // namespace lacuna::test
