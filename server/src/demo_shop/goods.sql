-- What the demo shop sells. Amounts in 分, heights in cm, weights in kg. Goods without a size chart are there on purpose.
INSERT INTO products VALUES
    ('K01', '针织衫', '服装', 19900, 'asset://商品/K01.jpg', 'shop://item/K01'),
    ('J02', '牛仔裤', '服装', 14900, 'asset://商品/J02.jpg', 'shop://item/J02'),
    ('T03', '纯棉T恤', '服装', 7900, 'asset://商品/T03.jpg', 'shop://item/T03'),
    ('W05', '连衣裙', '服装', 25900, 'asset://商品/W05.jpg', 'shop://item/W05'),
    ('Y06', '羽绒服', '服装', 59900, 'asset://商品/Y06.jpg', 'shop://item/Y06'),
    ('C08', '定制卫衣', '定制', 16900, 'asset://商品/C08.jpg', 'shop://item/C08'),
    ('X07', '跑步鞋', '鞋靴', 32900, 'asset://商品/X07.jpg', 'shop://item/X07'),
    ('S09', '棉袜三双装', '内衣袜', 2900, 'asset://商品/S09.jpg', 'shop://item/S09'),
    ('V10', '真丝围巾', '服装', 12900, 'asset://商品/V10.jpg', 'shop://item/V10');

INSERT INTO sizes (product_id, size, height_from, height_to, weight_from, weight_to, stock) VALUES
    ('K01', 'S', 150, 160, 40, 48, 12), ('K01', 'M', 156, 167, 48, 57, 20), ('K01', 'L', 163, 173, 57, 66, 8), ('K01', 'XL', 168, 180, 66, 78, 0),
    ('J02', '26', 150, 160, 40, 47, 9), ('J02', '27', 155, 165, 47, 53, 15), ('J02', '28', 158, 170, 53, 60, 6), ('J02', '29', 163, 175, 60, 68, 4),
    ('T03', 'S', 150, 162, 40, 50, 60), ('T03', 'M', 158, 170, 50, 60, 80), ('T03', 'L', 165, 178, 60, 72, 55), ('T03', 'XL', 172, 188, 72, 88, 30),
    ('W05', 'S', 152, 161, 40, 48, 5), ('W05', 'M', 157, 167, 48, 56, 0), ('W05', 'L', 162, 173, 56, 64, 7),
    ('Y06', 'M', 155, 167, 45, 58, 10), ('Y06', 'L', 163, 175, 58, 70, 11), ('Y06', 'XL', 170, 185, 70, 88, 3),
    ('C08', 'M', 155, 170, 45, 60, 99), ('C08', 'L', 165, 180, 60, 78, 99),
    ('X07', '38', NULL, NULL, NULL, NULL, 7), ('X07', '39', NULL, NULL, NULL, NULL, 2),
    ('S09', '均码', NULL, NULL, NULL, NULL, 300), ('V10', '均码', NULL, NULL, NULL, NULL, 25);

INSERT INTO matches VALUES
    ('K01', 'J02'), ('K01', 'V10'), ('K01', 'T03'), ('K01', 'S09'), ('J02', 'T03'), ('J02', 'X07'), ('T03', 'J02'),
    ('W05', 'V10'), ('Y06', 'V10'), ('Y06', 'J02'), ('C08', 'J02'), ('X07', 'S09');

INSERT INTO promotions VALUES ('D11', 'K01', 25, 'D11-8'), ('D11', 'Y06', 20, 'D11-9'), ('D11尾款', 'K01', 30, 'D11-W');

-- Made to order is never returnable without reason (no rule at all: a person decides); underwear and socks only for a fault.
INSERT INTO rules VALUES ('服装', 7, 3000, '您'), ('鞋靴', 7, 3000, '您'), ('内衣袜', 0, 3000, '您');
