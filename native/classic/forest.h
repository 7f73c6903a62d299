// Each position by a forest of regression trees on the others, in turn.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/lines.h"
#include "classic/method.h"

namespace lacuna::classic {

/// missForest (Stekhoven & Bühlmann, Bioinformatics 28, 2012, algorithm 1) with extremely
/// randomised trees (classic/random_tree.h). Missing entries begin with the means of their
/// positions. A step goes through the positions, those with fewest missing entries first: trees
/// learn it from the other positions, as they are completed by now, each on a drawn 63 % of the
/// lines that have observed it; the mean of what they say replaces the missing entries. The
/// estimate of an observed entry is what those trees say that did not learn of it. Trees draw the
/// same in every step, so that steps settle. Deviations are those of trees and within their leaves,
/// by a factor for each position that makes them as large as the errors at observed entries. A
/// position with fewer than two observed entries keeps their mean.
struct ForestSpec {
  Over over = Over::rows;
  std::uint32_t trees = 100;  // >= 1
  double share = 1.0;         // of the other positions, that a split is chosen among; (0, 1]
  std::uint32_t leaf = 2;     // lines of a leaf, >= 1
};

/// Time of a step for n lines and p positions: p²·trees·share·n·log n. Its change is that of the
/// estimates of missing entries, root mean square, in deviations of their positions.
std::unique_ptr<Method> makeMethod(const ForestSpec& spec, const Context& context);
std::uint64_t methodBytes(const ForestSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
