#include "classic/knn_average.h"

#include <limits>

namespace lacuna::classic {

Means::Means(const Lines& lines, double all)
    : lines_(lineMeans(lines, std::numeric_limits<double>::quiet_NaN())),
      positions_(positionMeans(lines, std::numeric_limits<double>::quiet_NaN())),
      all_(all) {}

}  // namespace lacuna::classic
