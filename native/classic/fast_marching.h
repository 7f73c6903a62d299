// Distances from a front that moves over a grid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace lacuna::classic {

/// |∇T| = 1 on a grid, T = 0 on a front, by fast marching: cells are settled in the order of T, and
/// each takes the upwind solution of its settled neighbours. Sethian, A fast marching level set
/// method for monotonically advancing fronts, PNAS 93, 1996. Equal times are taken in the order of
/// cells, row by row.
class FastMarching {
 public:
  /// Cells that are `settled` from the start are not entered, and have those times; all others
  /// wait.
  FastMarching(std::uint32_t rows, std::uint32_t cols, const std::vector<bool>& settled,
               std::vector<double> times);

  /// The front starts at this settled cell, with T = 0.
  void start(std::size_t cell);

  /// Moves on while T <= `most`; reached(cell) of each one that waited, once it has a time.
  template <class Reached>
  void march(double most, const Reached& reached) {
    while (!front_.empty()) {
      const auto [time, cell] = front_.top();
      if (time > most) {
        return;
      }
      front_.pop();
      // It may stand in the queue with later times as well.
      if (time == times_[cell]) {
        states_[cell] = State::settled;
        enterNeighbours(cell, reached);
      }
    }
  }

  [[nodiscard]] bool isReached(std::size_t cell) const { return states_[cell] != State::waits; }
  /// Infinite as long as it waits.
  [[nodiscard]] double time(std::size_t cell) const { return times_[cell]; }

 private:
  enum class State : std::uint8_t { waits, front, settled };
  using Arrival = std::pair<double, std::size_t>;

  template <class Reached>
  void enterNeighbours(std::size_t cell, const Reached& reached) {
    const std::size_t row = cell / cols_;
    const std::size_t col = cell % cols_;
    const auto enter = [&](std::size_t next) {
      if (states_[next] == State::settled) {
        return;
      }
      if (const double time = arrivalAt(next); time < times_[next]) {
        const bool waited = states_[next] == State::waits;
        times_[next] = time;
        front_.emplace(time, next);
        states_[next] = State::front;
        if (waited) {
          reached(next);
        }
      }
    };
    if (row > 0) enter(cell - cols_);
    if (col > 0) enter(cell - 1);
    if (row + 1 < rows_) enter(cell + cols_);
    if (col + 1 < cols_) enter(cell + 1);
  }

  [[nodiscard]] double arrivalAt(std::size_t cell) const;

  std::size_t rows_;
  std::size_t cols_;
  std::vector<State> states_;
  std::vector<double> times_;
  std::priority_queue<Arrival, std::vector<Arrival>, std::greater<>> front_;
};

}  // namespace lacuna::classic
