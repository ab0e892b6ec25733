"""PyTorch as it is usually written. `--fused`: with the fused Adam instead of the foreach one."""

import sys

import torch
from peer import serve
from torch_models import loss_of, model_of


class TorchPeer:
    def __init__(self, job):
        torch.set_num_threads(job.threads)
        torch.manual_seed(0)
        self.job = job
        self.model, train, test = model_of(job)
        self.train, self.test = torch.from_numpy(train), torch.from_numpy(test)
        self.order = job.batches()
        kind = {"fused": True} if "--fused" in sys.argv else {"foreach": True}
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-8, **kind)
        self.loss_of, self.update = loss_of, self.optimizer.step
        self.model.load(job.weights())

    def step(self, index, noise=None):
        x = self.model.images(self.train[torch.from_numpy(index)])
        if noise is None:
            noise = torch.randn(len(index), self.job.latent)
        self.optimizer.zero_grad()
        loss = self.loss_of(self.model, x, noise)
        loss.backward()
        self.update()
        return loss.detach()

    def first(self):
        return self.step(next(self.order)).item()

    def steps(self, n):
        """The loss is summed on the way and read after every chunk."""
        total = torch.zeros(())
        for i in range(1, n + 1):
            total += self.step(next(self.order))
            if i % self.job.chunk == 0 or i == n:
                total.item()
        return n

    def trajectory(self, indices, noise):
        self.model.load(self.job.weights())
        for state in self.optimizer.state.values():
            for tensor in state.values():
                tensor.zero_()
        return [self.step(i, torch.from_numpy(e)).item() for i, e in zip(indices, noise)]

    @torch.no_grad()
    def evaluate(self):
        total = 0.0
        for pixels in self.test.split(1000):
            noise = torch.randn(len(pixels), self.job.latent)
            loss = self.loss_of(self.model, self.model.images(pixels), noise)
            total += loss.item() * len(pixels)
        return total / len(self.test)

    @torch.no_grad()
    def sample(self):
        z = torch.randn(100, self.job.latent)
        return torch.sigmoid(self.model.decode(z)).numpy()

    def product(self, m, k, n):
        a, b = torch.rand(m, k), torch.rand(k, n)
        out = torch.empty(m, n)
        return lambda: torch.mm(a, b, out=out)


if __name__ == "__main__":
    serve(TorchPeer)
