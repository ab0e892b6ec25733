/** A closed polygon, x₀ y₀ x₁ y₁ …; y grows downwards. Its area is 1 and its centre of mass is (0, 0). */
export type Outline = Float64Array;

/** A shape and by which part of a full turn it comes back to itself. */
interface Shape {
  readonly name: string;
  /** turning by 360° / symmetry changes nothing */
  readonly symmetry: number;
  readonly outline: Outline;
}

/** So many that a corner is nowhere visible: on the largest ellipse of 64 pixels, 0.01 of a pixel off the curve. */
const POINTS = 96;

/** The ellipse is twice as wide as high; the heart is upright at 0°. */
export const SHAPES: readonly Shape[] = [
  { name: "square", symmetry: 4, outline: outline(4, squareCorner) },
  { name: "ellipse", symmetry: 2, outline: outline(POINTS, (t) => [2 * Math.cos(t), Math.sin(t)]) },
  { name: "heart", symmetry: 1, outline: outline(POINTS, heart) },
];

function squareCorner(t: number): [x: number, y: number] {
  return [Math.sign(Math.cos(t + Math.PI / 4)), Math.sign(Math.sin(t + Math.PI / 4))];
}

/** A known curve: 16 sin³ t wide, its two arcs meet above at t = 0 and its tip is below at t = π. */
function heart(t: number): [x: number, y: number] {
  const up = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t);
  return [16 * Math.sin(t) ** 3, -up];
}

function outline(points: number, curve: (t: number) => [x: number, y: number]): Outline {
  const corners = Array.from({ length: points }, (_, i) => curve((2 * Math.PI * i) / points));
  // The triangles from the origin to each edge, with their signs, make up the polygon.
  let area = 0;
  let centreX = 0;
  let centreY = 0;
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % points]!;
    const triangle = (x0 * y1 - x1 * y0) / 2;
    area += triangle;
    centreX += (triangle * (x0 + x1)) / 3;
    centreY += (triangle * (y0 + y1)) / 3;
  });
  const unit = Math.sqrt(Math.abs(area));
  return Float64Array.from(
    corners.flatMap(([x, y]) => [(x - centreX / area) / unit, (y - centreY / area) / unit]),
  );
}
