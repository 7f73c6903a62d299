// Random test data, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lacuna::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// A draw from [low, high).
  double uniform(double low, double high);

  /// `count` draws from [low, high).
  std::vector<float> floats(std::size_t count, double low, double high);

  /// `count` bytes that are 1 with that probability, else 0.
  std::vector<std::uint8_t> mask(std::size_t count, double rate);

 private:
  std::uint64_t state_;
};

}  // namespace lacuna::test
