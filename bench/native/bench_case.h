// One thing to measure, and the lists of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace lacuna::bench {

struct Case {
  std::string suite;           // kernels, step or batch
  std::string subject;         // what is computed, for instance gemm-nn
  std::string shape;           // of the output, and the depth of a product
  std::string implementation;  // lacuna or openblas
  std::string isa;             // instruction set of the kernels; its peak is the measure
  unsigned threads;
  double flops;  // of one operation that the result needs; 0 where only memory counts
  double bytes;  // of one operation that must be read or written; 0 where arithmetic counts
  /// Seconds of one operation, one value a sample, measured for about `budget` seconds.
  std::function<std::vector<double>(double budget)> measure;

  [[nodiscard]] std::string name() const {
    return suite + ':' + subject + ':' + shape + ':' + implementation + ':' + isa + ':' +
           std::to_string(threads);
  }
};

/// Products, Gram matrices and elementwise kernels of every instruction set, on one core.
std::vector<Case> kernelCases();

/// The same products by OpenBLAS on one core; none when it is not installed.
std::vector<Case> openBlasCases();

/// One AIR-Net step, on one thread and on all.
std::vector<Case> stepCases();
std::vector<Case> modelCases();

/// Many matrices, each solved on one thread.
std::vector<Case> batchCases();

}  // namespace lacuna::bench
