"""JAX: one jitted step a call, or with `--scan` a chunk of steps in one `lax.scan`."""

import sys

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax
from peer import serve


def dense(weights, name, x):
    return x @ weights[f"{name}/weight"] + weights[f"{name}/bias"]


def encode_mlp(weights, x):
    h = jax.nn.relu(dense(weights, "encoder/hidden0", x))
    return dense(weights, "encoder/mean", h), dense(weights, "encoder/logVariance", h)


def decode_mlp(weights, z):
    return dense(weights, "decoder/logits", jax.nn.relu(dense(weights, "decoder/hidden0", z)))


LAYOUT = ("NHWC", "HWIO", "NHWC")


def convolution(weights, name, x):
    kernel = weights[f"{name}/weight"]
    y = lax.conv_general_dilated(x, kernel, (2, 2), "SAME", dimension_numbers=LAYOUT)
    return y + weights[f"{name}/bias"]


def transposed(weights, name, x, stride):
    # The kernel is [height, width, out, in], the one of the convolution that this transposes.
    kernel = weights[f"{name}/weight"]
    strides = (stride, stride)
    y = lax.conv_transpose(
        x, kernel, strides, "SAME", dimension_numbers=LAYOUT, transpose_kernel=True
    )
    return y + weights[f"{name}/bias"]


def encode_convolution(weights, x):
    h = x.reshape(-1, 28, 28, 1)
    for i in range(2):
        h = jax.nn.relu(convolution(weights, f"encoder/convolution{i}", h))
    h = jax.nn.relu(dense(weights, "encoder/hidden", h.reshape(len(h), -1)))
    return dense(weights, "encoder/mean", h), dense(weights, "encoder/logVariance", h)


def decode_convolution(weights, z):
    h = jax.nn.relu(dense(weights, "decoder/hidden", z)).reshape(-1, 7, 7, 64)
    for i in range(2):
        h = jax.nn.relu(transposed(weights, f"decoder/convolution{i}", h, 2))
    return transposed(weights, "decoder/logits", h, 1).reshape(len(h), 784)


MODELS = {
    "mlp": (encode_mlp, decode_mlp),
    "convolution": (encode_convolution, decode_convolution),
}


class JaxPeer:
    def __init__(self, job):
        self.job = job
        self.encode, self.decode = MODELS[job.model]
        self.optimizer = optax.adam(1e-3)
        self.order = job.batches()
        self.train, self.test = jnp.asarray(job.train), jnp.asarray(job.test)
        self.key = jax.random.key(0)
        self.reset()
        self.step = jax.jit(self._step, donate_argnums=0)
        self.drawn_step = jax.jit(self._drawn_step, donate_argnums=0)
        self.scan = jax.jit(self._scan, donate_argnums=0)
        self.evaluated = jax.jit(self._evaluated)
        self.sampled = jax.jit(self._sampled)

    def reset(self):
        weights = {name: jnp.asarray(value) for name, value in self.job.weights().items()}
        self.state = (weights, self.optimizer.init(weights))

    def loss(self, weights, pixels, noise):
        """The negative ELBO with gray pixels, nats, the mean over the batch."""
        x = pixels.astype(jnp.float32) / 255
        mean, log_variance = self.encode(weights, x)
        z = mean + jnp.exp(0.5 * log_variance) * noise
        logits = self.decode(weights, z)
        likelihood = jnp.sum(x * logits - jax.nn.softplus(logits), axis=1)
        kl = 0.5 * jnp.sum(mean**2 + jnp.exp(log_variance) - 1 - log_variance, axis=1)
        return jnp.mean(kl - likelihood)

    def _step(self, state, index, noise, train):
        weights, slots = state
        loss, gradients = jax.value_and_grad(self.loss)(weights, train[index], noise)
        updates, slots = self.optimizer.update(gradients, slots)
        return (optax.apply_updates(weights, updates), slots), loss

    def _noise(self, key, n):
        return jax.random.normal(key, (n, self.job.latent))

    def _drawn_step(self, state, index, key, train):
        key, now = jax.random.split(key)
        state, loss = self._step(state, index, self._noise(now, len(index)), train)
        return state, loss, key

    def _scan(self, state, indices, key, train):
        def one(carry, index):
            state, loss, key = self._drawn_step(carry[0], index, carry[1], train)
            return (state, key), loss

        (state, key), losses = lax.scan(one, (state, key), indices)
        return state, losses, key

    def one(self):
        index = next(self.order)
        self.state, loss, self.key = self.drawn_step(self.state, index, self.key, self.train)
        return loss

    def first(self):
        return float(self.one())

    def steps(self, n):
        """The loss is kept and read after every chunk; until then JAX works ahead."""
        for i in range(1, n + 1):
            loss = self.one()
            if i % self.job.chunk == 0 or i == n:
                float(loss)
        return n

    def trajectory(self, indices, noise):
        self.reset()
        losses = []
        for i, e in zip(indices, noise):
            self.state, loss = self.step(self.state, i, e, self.train)
            losses.append(float(loss))
        return losses

    def _evaluated(self, weights, test, key):
        groups = test.reshape(-1, 1000, 784)

        def group(key, pixels):
            key, now = jax.random.split(key)
            return key, self.loss(weights, pixels, self._noise(now, len(pixels)))

        return lax.scan(group, key, groups)[1].mean()

    def evaluate(self):
        return float(self.evaluated(self.state[0], self.test, self.key))

    def _sampled(self, weights, key):
        return jax.nn.sigmoid(self.decode(weights, self._noise(key, 100)))

    def sample(self):
        self.key, now = jax.random.split(self.key)
        return np.asarray(self.sampled(self.state[0], now))

    def product(self, m, k, n):
        a, b = jnp.ones((m, k)), jnp.ones((k, n))
        multiply = jax.jit(jnp.matmul)
        return lambda: multiply(a, b).block_until_ready()


class ScanPeer(JaxPeer):
    def chunk(self):
        indices = np.stack([next(self.order) for _ in range(self.job.chunk)])
        self.state, losses, self.key = self.scan(self.state, indices, self.key, self.train)
        return np.asarray(losses)

    def first(self):
        return float(self.chunk()[0])

    def steps(self, n):
        """Whole chunks; the losses are read after each."""
        chunks = max(1, round(n / self.job.chunk))
        for _ in range(chunks):
            self.chunk()
        return chunks * self.job.chunk


if __name__ == "__main__":
    serve(ScanPeer if "--scan" in sys.argv else JaxPeer)
