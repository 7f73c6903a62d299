// One kernel, its operands and what it must give: checked on every instruction set under test.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "cpu/kernel_table.h"
#include "guarded.h"

namespace lacuna::test {

/// What a kernel writes and reads.
struct Operands {
  std::vector<Guarded<float>> out;       // written; may hold values before
  std::vector<Guarded<double>> sums;     // written; one value for each row
  std::vector<Guarded<float>> in;        // read
  std::vector<Guarded<double>> in_sums;  // read

  template <class Visit>
  void forEach(const Visit& visit) const {
    std::ranges::for_each(out, visit);
    std::ranges::for_each(sums, visit);
    std::ranges::for_each(in, visit);
    std::ranges::for_each(in_sums, visit);
  }
};

struct KernelCase {
  std::string name;
  Operands operands;  // before the call
  std::size_t rows;   // how far its ranges go (floats, where the kernel is flat)
  std::function<void(const cpu::KernelTable& kernels, Operands& operands, cpu::Range range)> call;
  std::function<void(const Operands& before, const Operands& after)> expectResult;
};

/// An operand that the kernel must fill: NaN until it does.
Guarded<float> unset(std::size_t count);
Guarded<double> unsetSums(std::size_t count);

/// Runs the case on every instruction set under test: the result is the expected one, nothing is
/// written outside the outputs, any split of the range gives the bits of the whole, and sets with a
/// fused multiply-add give those of the scalar set.
void check(const KernelCase& kernel_case);

}  // namespace lacuna::test
