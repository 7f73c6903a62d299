#include "cpu/isa.h"

#include <array>
#include <cstdlib>
#include <string>

#include "support/error.h"

namespace lacuna {
namespace cpu {

#if defined(__x86_64__) || defined(_M_X64)
extern const KernelTable kAvx512Kernels;
extern const KernelTable kAvx2Kernels;
extern const KernelTable kSse42Kernels;
#elif defined(__aarch64__)
extern const KernelTable kNeonKernels;
#endif
extern const KernelTable kScalarKernels;

namespace {

struct Candidate {
  const KernelTable* kernels;
  bool runs;
};

const auto& candidates() {
#if defined(__x86_64__) || defined(_M_X64)
  static const std::array list{
      Candidate{&kAvx512Kernels, __builtin_cpu_supports("avx512f") != 0 &&
                                     __builtin_cpu_supports("avx512dq") != 0 &&
                                     __builtin_cpu_supports("avx512vl") != 0},
      Candidate{&kAvx2Kernels,
                __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0},
      Candidate{&kSse42Kernels, __builtin_cpu_supports("sse4.2") != 0},
      Candidate{&kScalarKernels, true}};
#elif defined(__aarch64__)
  static const std::array list{Candidate{&kNeonKernels, true}, Candidate{&kScalarKernels, true}};
#else
  static const std::array list{Candidate{&kScalarKernels, true}};
#endif
  return list;
}

const KernelTable& choose() {
  const char* wanted = std::getenv("LACUNA_ISA");
  if (wanted == nullptr || *wanted == '\0') {
    return *kernelsOf(availableIsas().front());
  }
  if (const KernelTable* kernels = kernelsOf(wanted)) {
    return *kernels;
  }
  std::string names;
  for (const std::string_view name : availableIsas()) {
    names += names.empty() ? "" : ", ";
    names += name;
  }
  throw Error(ErrorCode::invalid_argument,
              "Expected one of " + names + " for LACUNA_ISA but received " + wanted);
}

}  // namespace

const KernelTable* kernelsOf(std::string_view isa) {
  for (const Candidate& candidate : candidates()) {
    if (candidate.runs && candidate.kernels->name == isa) {
      return candidate.kernels;
    }
  }
  return nullptr;
}

const KernelTable& currentKernels() {
  static const KernelTable& kernels = choose();
  return kernels;
}

}  // namespace cpu

std::vector<std::string_view> availableIsas() {
  std::vector<std::string_view> names;
  for (const cpu::Candidate& candidate : cpu::candidates()) {
    if (candidate.runs) {
      names.push_back(candidate.kernels->name);
    }
  }
  return names;
}

std::string_view currentIsa() { return cpu::currentKernels().name; }

}  // namespace lacuna
