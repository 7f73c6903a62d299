// The way of gradients to the optimizer.
#pragma once

#include <cstdint>
#include <vector>

#include "optimizer/optimizer.h"

namespace lacuna {

/// The optimizer for the problems that go on. One whose loss is no longer finite ends with this
/// step on the X of the one before, so what becomes of its parameters does not matter.
class UpdatingSink final : public GradientSink {
 public:
  /// Problems that move at one rate.
  struct Group {
    double rate_scale;
    std::vector<std::uint32_t> problems;
  };

  /// `groups` is as it should be until the step is done.
  UpdatingSink(Optimizer& optimizer, std::vector<Group>& groups)
      : optimizer_(optimizer), groups_(groups) {}

  /// Begins a step in which nothing moves yet.
  void beginStep(Device& device, std::uint64_t t) {
    optimizer_.beginStep(device, t);
    groups_.clear();
  }

  /// Lets a problem move in this step.
  void move(std::uint32_t problem, double rate_scale) {
    for (Group& group : groups_) {
      if (group.rate_scale == rate_scale) {
        group.problems.push_back(problem);
        return;
      }
    }
    groups_.push_back({rate_scale, {problem}});
  }

  void take(Problems /*problems*/, const Parameter& parameter, ConstMatrix gradient) override {
    for (const Group& group : groups_) {
      optimizer_.setRateScale(group.rate_scale);
      optimizer_.take(group.problems, parameter, gradient);
    }
  }

  void endStep(DoubleMatrix terms) {
    for (const Group& group : groups_) {
      optimizer_.setRateScale(group.rate_scale);
      optimizer_.endStep(group.problems, terms);
    }
  }

 private:
  Optimizer& optimizer_;
  std::vector<Group>& groups_;
};

}  // namespace lacuna
