"""The AIR-Net step with numpy in closed form: the ten products that Lacuna has, by numpy's BLAS, in
arrays that are allocated once."""

import numpy as np
from problem import loaded_blas, serve


class Adam:
    def __init__(self, problem, parameters):
        self.problem = problem
        self.parameters = parameters
        self.moments = [(np.zeros_like(w), np.zeros_like(w), np.empty_like(w)) for w in parameters]
        self.steps = 0

    def update(self, gradients):
        """The gradients are overwritten."""
        p = self.problem
        self.steps += 1
        step_size = np.float32(p.learning_rate / (1 - p.beta1**self.steps))
        root = np.float32(1 / np.sqrt(1 - p.beta2**self.steps))
        for w, g, (m, v, scratch) in zip(self.parameters, gradients, self.moments):
            m *= np.float32(p.beta1)
            np.multiply(g, np.float32(1 - p.beta1), out=scratch)
            m += scratch
            v *= np.float32(p.beta2)
            np.multiply(g, g, out=g)
            g *= np.float32(1 - p.beta2)
            v += g
            np.sqrt(v, out=scratch)
            scratch *= root
            scratch += np.float32(p.epsilon)
            np.divide(m, scratch, out=scratch)
            scratch *= step_size
            w -= scratch


class Laplacian:
    """weight · tr(YᵀLY) over the rows of Y (k×p), L from the row softmin of v (k×k)."""

    def __init__(self, v, length, weight):
        order = len(v)
        self.v, self.weight = v, np.float32(weight)
        self.similarity, self.matrix, self.gram, self.gradient = (
            np.empty((order, order), np.float32) for _ in range(4)
        )
        self.centred = np.empty((order, length), np.float32)

    def build(self):
        """2·weight·L."""
        s, matrix = self.similarity, self.matrix
        np.subtract(self.v.min(axis=1, keepdims=True), self.v, out=s)
        np.exp(s, out=s)
        s /= s.sum(axis=1, keepdims=True)
        np.add(s, s.T, out=matrix)
        matrix *= -self.weight
        np.fill_diagonal(matrix, 0)
        np.fill_diagonal(matrix, -matrix.sum(axis=1))
        return matrix

    def evaluate(self, y):
        """The value; leaves d value / d v in self.gradient."""
        s, gram, gradient = self.similarity, self.gram, self.gradient
        np.subtract(y, y.mean(axis=0), out=self.centred)
        # numpy takes the product of a matrix and its transpose by ssyrk.
        np.matmul(self.centred, self.centred.T, out=gram)
        half = gram.diagonal() * np.float32(0.5)
        np.subtract(half[:, None], gram, out=gram)
        gram += half
        np.multiply(s, gram, out=gradient)
        energies = gradient.sum(axis=1)
        np.subtract(energies[:, None], gram, out=gradient)
        gradient *= s
        gradient *= self.weight
        return float(self.weight) * float(energies.sum(dtype=np.float64))


def make_step(problem):
    w0, w1, w2 = problem.factors
    rows = Laplacian(problem.row_side, problem.cols, problem.weight)
    cols = Laplacian(problem.col_side, problem.rows, problem.weight)
    adam = Adam(problem, [w0, w1, w2, rows.v, cols.v])
    m, n = problem.rows, problem.cols
    product, d_product, d_w0, d_w1 = (np.empty((m, m), np.float32) for _ in range(4))
    x, d_x, scratch, d_w2 = (np.empty((m, n), np.float32) for _ in range(4))

    def step():
        np.matmul(w0, w1, out=product)
        np.matmul(product, w2, out=x)
        np.subtract(x, problem.target, out=d_x)
        np.multiply(d_x, problem.mask, out=d_x)
        loss = float(np.vdot(d_x, d_x)) / (m * n)
        np.multiply(d_x, np.float32(2 / (m * n)), out=d_x)
        np.matmul(rows.build(), x, out=scratch)
        np.add(d_x, scratch, out=d_x)
        np.matmul(x, cols.build(), out=scratch)
        np.add(d_x, scratch, out=d_x)
        loss += rows.evaluate(x) + cols.evaluate(x.T)
        np.matmul(product.T, d_x, out=d_w2)
        np.matmul(d_x, w2.T, out=d_product)
        np.matmul(w0.T, d_product, out=d_w1)
        np.matmul(d_product, w1.T, out=d_w0)
        adam.update([d_w0, d_w1, d_w2, rows.gradient, cols.gradient])
        return loss

    return step


def about():
    return {
        "version": f"numpy {np.__version__}, {loaded_blas()}",
        "threads": "OPENBLAS_NUM_THREADS=1, OMP_NUM_THREADS=1",
    }


if __name__ == "__main__":
    serve(make_step, about)
