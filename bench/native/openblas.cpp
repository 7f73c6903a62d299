#include "openblas.h"

#include <dlfcn.h>

#include <cstdlib>

namespace lacuna::bench {
namespace {

// The enumerations of the C interface to BLAS.
constexpr int kRowMajor = 101;
constexpr int kNoTranspose = 111;
constexpr int kTranspose = 112;
constexpr int kLower = 122;

template <class Function>
bool resolve(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

}  // namespace

bool OpenBlas::load() {
  // Settings of the shell must not hold the peer back.
  ::unsetenv("OPENBLAS_CORETYPE");
  ::unsetenv("OPENBLAS_L2_SIZE");
  void* const library = ::dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr || !resolve(library, "cblas_sgemm", sgemm_) ||
      !resolve(library, "cblas_ssyrk", ssyrk_) ||
      !resolve(library, "openblas_set_num_threads", set_threads_) ||
      !resolve(library, "openblas_get_config", config_)) {
    return false;
  }
  set_threads_(1);
  return true;
}

const OpenBlas* OpenBlas::find() {
  static OpenBlas library;
  static const bool found = library.load();
  return found ? &library : nullptr;
}

void OpenBlas::multiply(float* c, const float* a, bool transpose_a, const float* b,
                        bool transpose_b, ProductShape shape) const {
  const auto m = static_cast<Int>(shape.rows);
  const auto n = static_cast<Int>(shape.cols);
  const auto k = static_cast<Int>(shape.depth);
  sgemm_(kRowMajor, transpose_a ? kTranspose : kNoTranspose,
         transpose_b ? kTranspose : kNoTranspose, m, n, k, 1.0F, a, transpose_a ? m : k, b,
         transpose_b ? k : n, 0.0F, c, n);
}

void OpenBlas::gramLower(float* k, const float* y, std::uint32_t p, std::uint32_t q) const {
  const auto order = static_cast<Int>(q);
  ssyrk_(kRowMajor, kLower, kTranspose, order, static_cast<Int>(p), 1.0F, y, order, 0.0F, k, order);
}

std::string OpenBlas::description() const { return config_(); }

}  // namespace lacuna::bench
